// What planning, tabulating and drawing a large sweep cost: a sweep of 10,000 cells is run with simulated trials, whose results are
// real files, and then `lamella plan`, `table`, `figures` and `watch --once` are measured as they are typed, from start to end.
// node --import tsx tools/bench/ten-thousand-cells.ts [CELLS] [FOLDER]     FOLDER keeps the results, and is gone on with
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Random } from '@lamella/core';
import { parseSpec, type ResolvedTrial } from '@lamella/spec';
import { findInputs, runExperiment } from '@lamella/study';
import { exampleOutcome, fakePool } from '@lamella/study/testing';

/** Cells of a seed: 8 tasks × 5 ranks × (3 methods × 3 N + all layers). */
const CELLS_OF_SEED = 400;
const NUM_ITEMS = 100;

const [cells = '10000', given] = process.argv.slice(2);
const folder = given === undefined ? mkdtempSync(join(tmpdir(), 'lamella-cells-')) : resolve(given);
mkdirSync(folder, { recursive: true });
const specFile = join(folder, 'cells.yaml');
writeFileSync(specFile, specOf(Math.ceil(Number(cells) / CELLS_OF_SEED)));
try {
  console.log(`run, simulated: ${await simulate()}`);
  console.log('command                  seconds  processor seconds  peak MiB');
  const total = [
    ['plan', specFile],
    ['table', specFile],
    ['figures', specFile],
    ['watch', specFile, '--once'],
  ]
    .map(measure)
    .reduce((sum, seconds) => sum + seconds, 0);
  console.log(`together                 ${total.toFixed(1).padStart(7)}`);
} finally {
  if (given === undefined) rmSync(folder, { recursive: true });
}

function specOf(seeds: number): string {
  return `name: cells
model: mini/roberta
data: { kind: mini-glue }
tasks: [cola, sst2, mrpc, stsb, qqp, mnli, qnli, rte]
rows: { train: 200, dev: ${NUM_ITEMS} }
adapter: { rank: 8, alpha: 16, dropout: 0, targets: [query, value] }
importance: { samples: 64, pooling: cls, dropFirst: true }
training: { epochs: 4, batchSize: 32, learningRate: 4e-3, maxLength: 64 }
methods:
  all: { title: All layers, selection: all }
  cka: { title: CKA, selection: cka }
  random: { title: Random layers, selection: random }
  first: { title: First layers, selection: first }
sweep: { layers: [2, 4, 6], rank: [2, 4, 8, 16, 32], seed: [${Array.from({ length: seeds }, (_, i) => i + 1).join(', ')}] }
compare: { margin: 1 }
`;
}

/** Runs the sweep with trials that cost nothing; what is there already is not run again. */
async function simulate(): Promise<string> {
  const spec = parseSpec(readFileSync(specFile, 'utf8'), specFile);
  const inputs = await findInputs(spec, { download: false });
  const begin = performance.now();
  const { total, reused, failed } = await runExperiment(spec, {
    runsFolder: folder,
    pool: fakePool(async (job) => {
      const { trial } = job as { readonly trial: ResolvedTrial };
      const hashes = {
        model: inputs.modelOf(trial.model).hash ?? '',
        data: inputs.dataOf(trial)?.hash ?? '',
      };
      return { ...simulatedOutcome(trial), hashes };
    }),
    ...{ workers: 2, threads: 1, signal: new AbortController().signal },
    stream: { write: () => true },
  });
  const seconds = (performance.now() - begin) / 1000;
  return `${total} cells, ${reused} there before, ${failed.length} failed, ${seconds.toFixed(1)} s`;
}

/** An outcome as a trial on a GLUE task has it; every seventh layer of answers hangs on the method, so that there are differences. */
function simulatedOutcome(trial: ResolvedTrial): ReturnType<typeof exampleOutcome> {
  const random = new Random(trial.id);
  const items = new Random(trial.task);
  const isRegression = trial.task === 'stsb';
  const labels = Array.from({ length: NUM_ITEMS }, () => (isRegression ? 5 * items.next() : items.int(2)));
  const ease = { all: 0.85, cka: 0.82, first: 0.8 }[trial.method] ?? 0.75;
  const predictions = labels.map((label) => {
    if (isRegression) return label + random.normal() / ease;
    return random.next() < ease ? label : 1 - label;
  });
  const outcome = exampleOutcome(trial);
  const right = labels.filter((label, i) => label === predictions[i]).length / NUM_ITEMS;
  const { name } = outcome.metrics.primary;
  const epochs = [1, 2, 3, 4].map((epoch) => {
    return { epoch, trainLoss: 1 / epoch, seconds: 1, metrics: { [name]: right } };
  });
  return {
    ...outcome,
    metrics: { primary: { name, value: right }, final: { [name]: right }, epochs },
    predictions: { dev: { labels, predictions } },
  };
}

/** Runs a command as a user would, and returns its seconds. */
function measure(args: readonly string[]): number {
  const usage = join(folder, 'usage.json');
  const ending = `process.on('exit',()=>require('fs').writeFileSync(${JSON.stringify(usage)},JSON.stringify(process.resourceUsage())))`;
  const hook = join(folder, 'usage.cjs');
  writeFileSync(hook, ending);
  const launcher = join(import.meta.dirname, '../../packages/cli/bin/lamella.mjs');
  const begin = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', hook, launcher, ...args], {
    env: { ...process.env, LAMELLA_RUNS_DIR: folder },
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const seconds = (performance.now() - begin) / 1000;
  if (status !== 0 || stdout === '') throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(
    readFileSync(usage, 'utf8'),
  ) as NodeJS.ResourceUsage;
  const processor = ((userCPUTime + systemCPUTime) / 1e6).toFixed(1);
  const name = args.filter((arg) => arg !== specFile).join(' ');
  console.log(
    [
      name.padEnd(24),
      seconds.toFixed(1).padStart(7),
      processor.padStart(18),
      (maxRSS / 1024).toFixed(0).padStart(9),
    ].join(' '),
  );
  return seconds;
}
