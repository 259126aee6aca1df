// What planning, hashing, tabulating and drawing a large sweep cost: results and logs of a sweep of 10,000 cells are written as
// trials write them. Then `lamella run`, which does all of it at once where every trial is done, and `plan`, `table`, `figures`, `report`
// and `watch --once` are measured as they are typed, from start to end.
// node --import tsx tools/bench/ten-thousand-cells.ts [CELLS] [FOLDER]     FOLDER keeps the results, and is gone on with
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Random } from '@lamella/core';
import { seal } from '@lamella/files';
import { taskMetrics } from '@lamella/metrics';
import { parseSpec, type ResolvedTrial } from '@lamella/spec';
import { findInputs, planTrials, ResultStore, runFolder } from '@lamella/study';
import { doneResult } from '@lamella/study/testing';

type DoneResult = ReturnType<typeof doneResult>;

/** Cells of a seed: 8 tasks × 5 ranks × (3 methods × 3 N + all layers). */
const CELLS_OF_SEED = 400;
const NUM_ITEMS = 100;
/** Of 200 rows in batches of 32, four times. */
const NUM_STEPS = 28;
/** Metrics of tasks other than accuracy. */
const scoreNames: Readonly<Record<string, string>> = {
  cola: 'matthews',
  stsb: 'pearson',
  mrpc: 'f1',
  qqp: 'f1',
};

const [cells = '10000', given] = process.argv.slice(2);
const folder = given === undefined ? mkdtempSync(join(tmpdir(), 'lamella-cells-')) : resolve(given);
mkdirSync(folder, { recursive: true });
const specFile = join(folder, 'cells.yaml');
writeFileSync(specFile, specOf(Math.ceil(Number(cells) / CELLS_OF_SEED)));
try {
  await simulate();
  console.log('command                  seconds  processor seconds  peak MiB');
  measure(['run', specFile]);
  const total = [
    ['plan', specFile],
    ['table', specFile],
    ['figures', specFile],
    ['report', specFile],
    ['watch', specFile, '--once'],
  ]
    .map(measure)
    .reduce((sum, seconds) => sum + seconds, 0);
  console.log(`all but run, together    ${total.toFixed(1).padStart(7)}`);
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

/** Writes the results that the sweep's trials would have. */
async function simulate(): Promise<void> {
  const spec = parseSpec(readFileSync(specFile, 'utf8'), specFile);
  const inputs = await findInputs(spec, { download: false });
  const store = new ResultStore(runFolder(folder, spec.name));
  mkdirSync(store.folder, { recursive: true });
  for (const { trial, inputs: known, isDone } of planTrials(inputs, store)) {
    if (known === undefined) throw new Error(`Expected the model and the data of ${trial.id}, got none`);
    if (isDone) continue;
    const result = { ...doneResult(trial, { inputs: known }), ...simulatedScores(trial) };
    writeFileSync(store.path(trial.id), JSON.stringify(seal(result), null, 2));
    writeLog(store.folder, result);
  }
}

/** What an evaluation finds: answers whose share of right ones hangs on the method, so that there are differences. */
function simulatedScores(trial: ResolvedTrial): Pick<DoneResult, 'metrics' | 'predictions' | 'cost'> {
  const random = new Random(trial.id);
  const items = new Random(trial.task);
  const isRegression = trial.task === 'stsb';
  const labels = Array.from({ length: NUM_ITEMS }, () => (isRegression ? 5 * items.next() : items.int(2)));
  const ease = { all: 0.85, cka: 0.82, first: 0.8 }[trial.method] ?? 0.75;
  const predictions = labels.map((label) => {
    if (isRegression) return label + random.normal() / ease;
    return random.next() < ease ? label : 1 - label;
  });
  const name = scoreNames[trial.task] ?? 'accuracy';
  const metrics = taskMetrics([name], { labels, predictions });
  const epochs = [1, 2, 3, 4].map((epoch) => ({ epoch, trainLoss: 1 / epoch, seconds: 1, metrics }));
  return {
    metrics: { primary: { name, value: metrics[name] ?? null }, final: metrics, epochs },
    predictions: { dev: { labels, predictions } },
    cost: { steps: NUM_STEPS, secondsPerStep: 0.01, trainSeconds: 1, peakMemoryBytes: 2 ** 28 },
  };
}

/** Writes the log of the training, from which curves of losses are drawn. */
function writeLog(runFolder: string, { id, key }: DoneResult): void {
  const random = new Random(id);
  const lines = Array.from({ length: NUM_STEPS }, (_, i) => {
    const loss = 0.7 / (1 + i / 10) + 0.05 * random.next();
    const numbers = { loss, learningRate: 1e-3, gradNorm: 1, seconds: 0.01, time: 1.8e9 + i };
    return { kind: 'step', step: i + 1, epoch: 1 + Math.floor((4 * i) / NUM_STEPS), ...numbers };
  });
  const attempt = { kind: 'attempt', format: 1, trial: id, key, attempt: 1, steps: NUM_STEPS, epochs: 4 };
  const logFolder = join(runFolder, 'logs', id);
  mkdirSync(logFolder, { recursive: true });
  const all = [{ ...attempt, time: 1.8e9 }, ...lines].map((line) => `${JSON.stringify(line)}\n`);
  writeFileSync(join(logFolder, 'steps.jsonl'), all.join(''));
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
