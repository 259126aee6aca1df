// Stops trials on a real Slurm again and again, by preemption and by scontrol requeue, and counts what was lost or done twice:
// node --import tsx tools/checks/preempt-on-slurm.ts [STOPS] [TRIALS] [STEPS]
//
// It needs root on Linux, and Debian's packages, which it installs: see packages/study/src/testing/slurm/start.sh. Trials count
// steps, each with a checkpoint, and write down what they do (stepping-trial.ts); all else is what `lamella run --runner slurm` does.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Random, workspaceRoot } from '@lamella/core';
import { slurm } from '@lamella/runners';
import { readSpec } from '@lamella/spec';
import { exampleWorkspace } from '@lamella/spec/testing';
import { runExperiment } from '@lamella/study';
import { exampleCluster, findLossesAndRepeats, readLedger, slurmOrReason } from '@lamella/study/testing';
import { releaseTasks, slurmTasks, type SlurmTask, TaskStopper } from './slurm-tasks.ts';

const [numStops = 500, numTrials = 20, numSteps = 150] = process.argv.slice(2).map(Number);
const { slurm: cluster, reason } = slurmOrReason();
if (cluster === undefined) throw new Error(reason);

const workspace = exampleWorkspace();
const folder = join(workspace.runsFolder, 'example');
const seeds = Array.from({ length: numTrials }, (_, index) => index + 1);
const text = readFileSync(workspace.specPath, 'utf8').replace(/seed: \[.*?\]/, `seed: [${seeds.join(', ')}]`);
writeFileSync(workspace.specPath, text);
Object.assign(process.env, { EXAMPLE_STEPS: String(numSteps), EXAMPLE_STEP_MS: '100' });

// Bundled, a task starts in a fraction of the time.
const build = join(workspace.root, 'build');
const program = join(workspaceRoot(), 'packages/study/src/testing/work-example.ts');
const { bundle } = (await import(join(workspaceRoot(), 'packages/cli/bin/cli-build.mjs'))) as {
  bundle(program: string, folder: string): Promise<void>;
};
await bundle(program, build);
const leaving = new AbortController();
const whole = runExperiment(await readSpec(workspace.specPath), {
  ...{ runsFolder: workspace.runsFolder, workers: 1, threads: 1, signal: leaving.signal },
  parts: [{ tasks: ['cola'], methods: ['full'] }],
  cluster: exampleCluster({
    slurm,
    settings: { time: 60, memory: 200, requeues: 1000 },
    command: [process.execPath, join(build, 'work-example.mjs')],
  }),
});
const trials = seeds.map((seed) => `cola-full-seed${seed}`);
/** By task, what it had begun when Slurm started it the last time. */
const begun = new Map<string, { readonly attempt: number; readonly begins: number }>();
const random = new Random(1);
const stopper = new TaskStopper(random);
let isOver = false;
whole.catch(() => undefined).finally(() => (isOver = true));
while (!isOver && stopper.total < numStops) {
  await delay(200 + 600 * random.next());
  const victims = slurmTasks().filter(
    (task) => task.state === 'RUNNING' && (isStepping(task) || random.next() < 0.01),
  );
  stopper.stop(victims);
  releaseTasks();
}
const { total, failed } = await whole;
cluster.stop();

const ledger = readLedger(folder);
const count = (kind: string): number => ledger.filter((line) => line.kind === kind).length;
const results = readdirSync(folder).filter((name) => name.startsWith('cola-') && name.endsWith('.json'));
const done = results.filter((name) => readFileSync(join(folder, name), 'utf8').includes('"status": "done"'));
console.log({
  ...{
    ...stopper.counts,
    trials: total,
    attempts: count('begin'),
    steps: count('step'),
    expected: numTrials * numSteps,
  },
  ...{ ends: count('end'), results: done.length, failed, problems: findLossesAndRepeats(ledger, numSteps) },
});
workspace.remove();

/** Whether the present attempt of a task's trial has taken a step. */
function isStepping({ id, restarts: attempt }: SlurmTask): boolean {
  const trial = trials[Number(id.split('_')[1])];
  const lines = readLedger(folder).filter((line) => line.trial === trial);
  const seen = begun.get(id);
  const begins = lines.filter(({ kind }) => kind === 'begin').length;
  if (seen?.attempt !== attempt) begun.set(id, { attempt, begins });
  else if (begins > seen.begins) return lines.at(-1)?.kind === 'step';
  return false;
}
