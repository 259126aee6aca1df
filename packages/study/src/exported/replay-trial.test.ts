import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings } from '@lamella/core';
import { seal } from '@lamella/files';
import { type ArchivedFile, unpackArchive, writeArchive } from '@lamella/files/archive';
import type { JobHandler } from '@lamella/runners';
import { expandSweep, parseSpec } from '@lamella/spec';
import { ResultStore } from '../results/result-store.ts';
import { checkOutcome, type DoneResult } from '../results/trial-result.ts';
import { toJob, type TrialJob } from '../run/trial-job.ts';
import { exampleInputs, failedResult } from '../testing/example-results.ts';
import { fakePool } from '../testing/fake-trial.ts';
import { runTrial } from '../trial/run-trial.ts';
import { compareRuns } from './compare-runs.ts';
import { exportTrial } from './export-trial.ts';
import { replayTrial } from './replay-trial.ts';
import { runAgain } from './run-again.ts';

// Trials really train.
import.meta.jest.setTimeout(60_000);

const common = `
name: example
adapter: { rank: 2, alpha: 4 }
importance: { samples: 16 }
methods: { cka: { selection: cka } }
sweep: { layers: [2], seed: [1] }
`;
const encoder = `
model: mini/roberta
data: { kind: mini-glue }
rows: { train: 16, dev: 12 }
training: { epochs: 1, batchSize: 8, learningRate: 1e-3, maxLength: 32 }
`;
const specs = {
  classes: `${common}${encoder}tasks: [mrpc]\n`,
  numbers: `${common}${encoder}tasks: [stsb]\n`,
  answers: `${common}
model: mini/llama
data: { kind: mini }
rows: { train: 8, dev: 4 }
tasks: [mini-math]
training: { batchSize: 4, learningRate: 1e-3, maxLength: 96, sortWindow: 2 }
generation: { maxNewTokens: 8 }
`,
} as const;
type Kind = keyof typeof specs;

/** Does the work of a worker in this process. */
const handler: JobHandler = (job, onProgress) => {
  const { trial, ...folders } = job as TrialJob;
  const findJudge = () => Promise.reject(new Error('Expected no program to be judged'));
  return runTrial(trial, { ...folders, findJudge, onProgress });
};

let root: string;
let stop: () => void;
const results = new Map<Kind, DoneResult>();
const runOf = (kind: Kind): string => join(root, 'runs', kind);
const archiveOf = (kind: Kind): string => join(root, `${kind}.zip`);

/** Trains a trial as a run does, and exports it. */
async function make(kind: Kind): Promise<void> {
  const folder = runOf(kind);
  const [trial] = expandSweep(parseSpec(specs[kind], 'example.yaml'), 8);
  if (trial === undefined) throw new Error('Expected a trial');
  const job = toJob(trial, {
    runsFolder: join(root, 'runs'),
    folder,
    keep: 'all',
    checkpoints: 'none',
    limits: {},
  });
  const outcome = checkOutcome(await handler(job, () => {}));
  const inputs = { ...exampleInputs, ...outcome.hashes };
  const { format, run } = failedResult(trial, inputs);
  // The key that the training had: that of the code as it is.
  const [line = ''] = readFileSync(join(job.logFolder, 'steps.jsonl'), 'utf8').split('\n');
  const { key } = JSON.parse(line) as { readonly key: string };
  const result: DoneResult = {
    ...{ format, run, trial, inputs, key },
    id: trial.id,
    status: 'done',
    ...outcome,
  };
  await new ResultStore(folder).write(result);
  results.set(kind, result);
  await exportTrial({ folder, result }, { output: archiveOf(kind), withData: false });
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'lamella-exported-'));
  stop = listenToWarnings(() => {});
  for (const kind of ['classes', 'numbers', 'answers'] as const) await make(kind);
}, 120_000);
afterAll(() => {
  stop();
  rmSync(root, { recursive: true });
});

let scratch = 0;
const newFolder = (): string => join(root, `scratch-${++scratch}`);
const replay = (archive: string) => replayTrial(archive, { scratch: newFolder() });

/** Packs a trial anew with other content of a file: hashes and seals are right, as someone who wants to deceive makes them. */
async function forge(kind: Kind, name: string, change: (text: string) => string): Promise<string> {
  const folder = newFolder();
  mkdirSync(folder);
  const { content, files } = await unpackArchive(archiveOf(kind), 'a trial of Lamella', folder);
  const path = join(folder, name);
  const changed = change(readFileSync(path, 'utf8'));
  writeFileSync(path, name === 'result.json' ? reseal(changed) : changed);
  const output = join(root, `forged-${scratch}.zip`);
  const all = Object.keys(files).map((one): [string, ArchivedFile] => [one, { path: join(folder, one) }]);
  await writeArchive(output, content, Object.fromEntries(all));
  return output;
}

function reseal(text: string): string {
  const { seal: _, ...rest } = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(seal(rest));
}

function editResult(change: (result: DoneResult) => object): (text: string) => string {
  return (text) => JSON.stringify({ ...JSON.parse(text), ...change(JSON.parse(text) as DoneResult) });
}

test.each<readonly [Kind, number, number]>([
  ['classes', 4, 13],
  ['numbers', 4, 13],
  ['answers', 7, 5],
])('%s: the scores come out again, from the archive alone', async (kind, numScores, numGrades) => {
  const { difference, open, ...counts } = await replay(archiveOf(kind));
  expect({ difference, open }).toEqual({ difference: undefined, open: [] });
  expect(counts).toMatchObject({ numScores, numGrades });
});

test('the same trial gives the same archive, which has no texts of the data', async () => {
  const again = join(root, 'again.zip');
  for (const kind of ['classes', 'answers'] as const) {
    const result = results.get(kind);
    if (result === undefined) throw new Error('Expected a result');
    await exportTrial({ folder: runOf(kind), result }, { output: again, withData: false });
    const bytes = readFileSync(again);
    expect(bytes.equals(readFileSync(archiveOf(kind)))).toBe(true);
    await exportTrial({ folder: runOf(kind), result }, { output: again, withData: true });
    const text = kind === 'classes' ? '"pair":' : '"prompt":"Question: ';
    expect([bytes.includes(text), readFileSync(again).includes(text)]).toEqual([false, true]);
  }
});

test.each<readonly [what: string, Kind, file: string, (text: string) => string, found: string | RegExp]>([
  [
    'score',
    'classes',
    'result.json',
    editResult(({ metrics }) => ({ metrics: { ...metrics, final: { ...metrics.final, f1: 0.999 } } })),
    'score f1',
  ],
  [
    'prediction',
    'numbers',
    'result.json',
    (text) => text.replace(/("predictions": \[)[^,\]]+/, '$19'),
    'score pearson',
  ],
  [
    'label',
    'classes',
    'result.json',
    (text) => text.replace(/("labels": \[)(\d)/, (_, a: string, b: string) => `${a}${1 - Number(b)}`),
    /^score|^label of row 0 of dev$/,
  ],
  [
    'answer',
    'answers',
    'answers/mini-math.jsonl',
    (text) => text.replace(/"completion":"(?:[^"\\]|\\.)*"/, '"completion":"The answer is: 12345"'),
    /^grade of the answer/,
  ],
  [
    'grade',
    'answers',
    'answers/mini-math.jsonl',
    (text) => text.replace('"accuracy":0', '"accuracy":1'),
    'score mini-math/accuracy',
  ],
])('another %s is found, although every hash is right', async (_, kind, file, change, found) => {
  const { difference } = await replay(await forge(kind, file, change));
  expect(difference?.what).toMatch(found instanceof RegExp ? found : new RegExp(`^${found}$`));
});

test('an archive that was changed or cut is refused', async () => {
  const path = join(root, 'damaged.zip');
  cpSync(archiveOf('classes'), path);
  truncateSync(path, 5000);
  await expect(replay(path)).rejects.toThrow(/^Expected a whole archive of Lamella's/);
  writeFileSync(
    path,
    Buffer.from(readFileSync(archiveOf('classes'), 'latin1').replace('"accuracy"', '"accurasy"'), 'latin1'),
  );
  await expect(replay(path)).rejects.toThrow(/is not what was packed, says its hash\.$/);
  await expect(replay(await forge('classes', 'result.json', () => '{"format": 2}'))).rejects.toThrow(
    /^Expected the result of a trial in result\.json/,
  );
  const outside = '../../outside';
  for (const ids of [{ id: outside }, { trial: { id: outside } }, { id: outside, trial: { id: outside } }]) {
    const elsewhere = editResult(({ trial }) => ({ ...ids, trial: { ...trial, ...ids.trial } }));
    await expect(replay(await forge('classes', 'result.json', elsewhere))).rejects.toThrow(
      /^Expected the result of a trial in result\.json of the archive: its id is none of a trial\.$/,
    );
  }
  const odd = editResult(({ trial }) => ({ trial: { ...trial, data: null } }));
  await expect(replay(await forge('classes', 'result.json', odd))).rejects.toThrow(
    /^Expected a trial that can be scored/,
  );
});

test.each(['classes', 'answers'] as const)(
  '%s: run again, it is the same to the last bit; what was changed is found where it begins',
  async (kind) => {
    const { trial } = await replay(archiveOf(kind));
    const again = await runAgain(trial, { scratch: newFolder(), pool: fakePool(handler), onEvent: () => {} });
    const parts = compareRuns(trial, again);
    expect(parts.flatMap(({ name, difference }) => (difference === undefined ? [] : [name]))).toEqual([]);
    const outputs = kind === 'classes' ? 'predictions' : 'answers';
    expect(parts.map(({ name }) => name)).toEqual([
      'importance of layers',
      'selected layers',
      'losses of steps',
      'files of weights',
      outputs,
      'scores',
    ]);
    const losses = (trial.losses ?? []).map((loss, step) => (step === 1 ? loss + 2 ** -40 : loss));
    const [first] = compareRuns({ ...trial, losses }, again).filter(
      ({ difference }) => difference !== undefined,
    );
    expect(first?.difference).toMatchObject({ what: 'loss of step 2', got: trial.losses?.[1] });
  },
);

test('another model and other data are refused before anything is trained', async () => {
  const { trial } = await replay(archiveOf('classes'));
  const pool = fakePool(() => Promise.reject(new Error('Expected no job')));
  const options = { scratch: newFolder(), pool, onEvent: () => {} };
  await expect(runAgain(trial, { ...options, model: 'mini/deberta' })).rejects.toThrow(
    /^Expected the model that .*, got other files in "mini\/deberta"/,
  );
  const other = { ...trial, result: { ...trial.result, hashes: { ...trial.result.hashes, data: 'x' } } };
  await expect(runAgain(other, options)).rejects.toThrow(/^Expected the data of .*, got other rows/);
  await expect(runAgain(trial, options)).rejects.toThrow(
    /^Expected .* to run again, got failed: Expected no job/,
  );
});

test('a trial that failed is not exported; what belongs to another training is left out', async () => {
  const result = results.get('answers');
  if (result === undefined) throw new Error('Expected a result');
  const folder = runOf('answers');
  const options = { output: join(root, 'partly.zip'), withData: false };
  await expect(exportTrial({ folder, result: failedResult(result.trial) }, options)).rejects.toThrow(
    /^Expected a trial that is done, got .* out-of-memory/,
  );
  const warnings: string[] = [];
  const end = listenToWarnings((warning) => warnings.push(warning));
  const other = {
    ...result,
    metrics: {
      ...result.metrics,
      final: { ...result.metrics.final, 'mini-math/accuracy-of-last-number': 0.123 },
    },
    kept: { kind: 'adapter' as const, base: { name: 'x' }, files: { 'adapter_model.safetensors': 'other' } },
  };
  const { files } = await exportTrial({ folder, result: other }, options).finally(end);
  expect(files).toEqual(['README.md', 'importance.json', 'log/steps.jsonl', 'result.json']);
  expect(warnings).toEqual([
    expect.stringMatching(/^The archive has no answers to mini-math: .* another training/),
    expect.stringMatching(/^The archive has no weights/),
  ]);
});
