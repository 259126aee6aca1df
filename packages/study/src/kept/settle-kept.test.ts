import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTask } from '@lamella/adapters/notes';
import { expandSweep, type Keep, type ResolvedTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { ResultStore } from '../results/result-store.ts';
import { doneResult } from '../testing/example-results.ts';
import { isWhole, recordOf } from './kept-record.ts';
import { isBetter, keptFolder, type KeptTrial, methodsWithoutWeights, settleKept } from './settle-kept.ts';

const trials = expandSweep(exampleSpec(), 4).filter(
  ({ task, method }) => task === 'cola' && method !== 'full',
);
let root: string;
let store: ResultStore;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lamella-settle-'));
  store = new ResultStore(root);
});
afterEach(() => rmSync(root, { recursive: true }));

/** A trial that is done, with weights in its folder. */
async function finish(trial: ResolvedTrial, score: number | null): Promise<void> {
  const folder = keptFolder(root, trial.id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'adapter_model.safetensors'), trial.id);
  const note = {
    task: 'cola',
    title: 'GLUE',
    kind: 'classification',
    labels: ['a', 'b'],
    maxLength: 8,
  } as const;
  writeFileSync(join(folder, 'task.json'), formatTask(note));
  const kept = await recordOf(folder, { kind: 'adapter', base: { name: 'org/base' } });
  const result = doneResult(trial);
  const metrics = { ...result.metrics, primary: { name: 'matthews', value: score } };
  await store.write({ ...result, metrics, kept });
}
const settle = async (keep: Keep): Promise<string[]> =>
  (await settleKept(store, trials, keep)).map(({ id }) => id);
const remaining = (): string[] => trials.map(({ id }) => id).filter((id) => existsSync(keptFolder(root, id)));

test('of each method the best is left, the first of equals; a score that is undefined is the worst', async () => {
  const scores = [0.5, 0.6, 0.1, null, 0.6, 0.6];
  for (const [i, trial] of trials.entries()) await finish(trial, scores[i % scores.length] ?? null);
  const everything = trials.map(({ id }) => id);
  expect(await settle('all')).toEqual(everything);
  expect(await settle('none')).toEqual(everything);
  const best = new Map<string, number>();
  const expected = new Map<string, string>();
  trials.forEach(({ id, method }, i) => {
    const score = scores[i % scores.length] ?? -Infinity;
    if (score <= (best.get(method) ?? -Infinity)) return;
    best.set(method, score);
    expected.set(method, id);
  });
  expect(await settle('best')).toEqual(everything.filter((id) => [...expected.values()].includes(id)));
  expect(remaining()).toEqual(await settle('best'));
});

test('weights that are not what a result says don’t count, and nothing is removed for them', async () => {
  const [worse, better] = trials.filter(({ method }) => method === 'all');
  if (worse === undefined || better === undefined) throw new Error('Expected two trials');
  await finish(worse, 0.1);
  await finish(better, 0.9);
  writeFileSync(join(keptFolder(root, better.id), 'adapter_model.safetensors'), 'damaged');
  expect(await settle('best')).toEqual([worse.id]);
  expect(remaining().sort()).toEqual([worse.id, better.id].sort());
});

test('methods that are done without weights are told', async () => {
  for (const trial of trials) await finish(trial, 0.5);
  expect(methodsWithoutWeights(store, trials, await settleKept(store, trials, 'best'))).toEqual([]);
  for (const { id, method } of trials)
    if (method === 'random') rmSync(keptFolder(root, id), { recursive: true, force: true });
  expect(methodsWithoutWeights(store, trials, await settleKept(store, trials, 'best'))).toEqual([
    'random on cola',
  ]);
});

test('the model card may be edited', async () => {
  const [trial] = trials;
  if (trial === undefined) throw new Error('Expected a trial');
  await finish(trial, 1);
  const folder = keptFolder(root, trial.id);
  writeFileSync(join(folder, 'README.md'), 'mine');
  const [kept] = await settleKept(store, trials, 'best');
  expect(kept).toMatchObject({ id: trial.id, folder, score: { name: 'matthews', value: 1 } });
  expect(kept?.python[1]).toMatch(/id2label=\{0: "a", 1: "b"\}/);
  const record = await recordOf(folder, { kind: 'adapter', base: { name: 'b' } });
  expect(Object.keys(record.files)).toEqual(['adapter_model.safetensors', 'task.json']);
  rmSync(join(folder, 'task.json'));
  expect(await isWhole(folder, record)).toBe(false);
});

test.each([
  ['accuracy', 0.6, 0.5, true],
  ['accuracy', 0.5, 0.5, false],
  ['rmse', 0.6, 0.5, false],
  ['loss', 0.5, 0.6, true],
  ['accuracy', 0, null, true],
  ['loss', null, 1, false],
])('%s: %j is better than %j: %j', (name, value, other, expected) => {
  const kept = (score: number | null) => ({ score: { name, value: score } }) as KeptTrial;
  expect(isBetter(kept(value), kept(other))).toBe(expected);
});
