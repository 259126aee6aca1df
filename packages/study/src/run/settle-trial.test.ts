import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { ResultStore } from '../results/result-store.ts';
import type { DoneResult } from '../results/trial-result.ts';
import { doneResult, exampleInputs, failedResult } from '../testing/example-results.ts';
import type { PlannedTrial } from './plan-trials.ts';
import { requireAwaited, settleTrial, withChosen } from './settle-trial.ts';

const yaml = 'controls: [equal-time]\ntune: { learningRate: [1e-4, 1e-3, 1e-2] }\n';
const trials = expandSweep({ ...exampleSpec(yaml), tasks: ['cola'], sweep: { layers: [2], seed: [1] } }, 8);
const trialOf = (id: string): ResolvedTrial => {
  const trial = trials.find((one) => one.id === id);
  if (trial === undefined) throw new Error(`Expected ${id} among ${trials.map((one) => one.id).join(', ')}`);
  return trial;
};
const ids = {
  own: 'cola-cka-n2-r8-seed1',
  reference: 'cola-all-r8-seed1',
  timed: 'cola-cka-equal-time-n2-r8-seed1',
};
const candidate = (rate: string): string => `cola-cka-n2-r8-seed0-rate-${rate}`;

let folder: string;
let store: ResultStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-settle-'));
  store = new ResultStore(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const settle = (id: string) => settleTrial({ trial: trialOf(id), inputs: exampleInputs }, store);
const put = (id: string, score: number): Promise<void> => store.write(doneResult(trialOf(id), { score }));

/** A result whose training took some steps of some seconds. */
function timed(id: string, steps: number, secondsPerStep: number): DoneResult {
  const result = doneResult(trialOf(id));
  return { ...result, cost: { ...result.cost, steps, secondsPerStep } };
}

test('a trial that waits for none takes nothing', () => {
  const trial = expandSweep(exampleSpec(), 8)[0] as ResolvedTrial;
  expect(settleTrial({ trial, inputs: exampleInputs }, store)).toEqual({ kind: 'ready', chosen: undefined });
  expect(withChosen(trial, undefined)).toBe(trial);
});

test('the rate of the best score is chosen, the lowest of equals; a failed candidate has none', async () => {
  await put(candidate('1e-4'), 0.5);
  expect(settle(ids.own)).toEqual({ kind: 'waiting', for: candidate('1e-3') });
  await put(candidate('1e-3'), 0.5);
  await store.write(failedResult(trialOf(candidate('0.01'))));
  expect(settle(ids.own)).toMatchObject({
    kind: 'ready',
    chosen: {
      learningRate: {
        ...{ value: 1e-4, metric: 'accuracy' },
        candidates: [
          { trial: candidate('1e-4'), learningRate: 1e-4, score: 0.5 },
          { learningRate: 1e-3, score: 0.5 },
          { learningRate: 1e-2, score: null },
        ],
      },
    },
  });
  await put(candidate('1e-3'), 0.6);
  const settled = settle(ids.own);
  const chosen = settled.kind === 'ready' ? settled.chosen : undefined;
  expect(withChosen(trialOf(ids.own), chosen).settled).toEqual({ learningRate: 1e-3 });
});

test('the lowest of equals is chosen in whatever order the spec has the candidates', async () => {
  for (const rate of ['1e-4', '1e-3', '0.01']) await put(candidate(rate), 0.5);
  const { tune, after, ...trial } = trialOf(ids.own);
  if (tune === undefined || after?.candidates === undefined) throw new Error('Expected candidates');
  const reversed: ResolvedTrial = {
    ...trial,
    tune: { ...tune, learningRate: tune.learningRate.toReversed() },
    after: { ...after, candidates: after.candidates.toReversed() },
  };
  expect(settleTrial({ trial: reversed, inputs: exampleInputs }, store)).toMatchObject({
    chosen: { learningRate: { value: 1e-4 } },
  });
});

test('of losses the lowest is the best', async () => {
  for (const [rate, score] of [
    ['1e-4', 2],
    ['1e-3', 1],
    ['0.01', 3],
  ] as const) {
    const result = doneResult(trialOf(candidate(rate)), { score });
    const primary = { name: 'loss', value: score };
    await store.write({ ...result, metrics: { ...result.metrics, primary } });
  }
  expect(settle(ids.own)).toMatchObject({ chosen: { learningRate: { value: 1e-3, metric: 'loss' } } });
});

test('without any score there is no choice', async () => {
  for (const rate of ['1e-4', '1e-3', '0.01']) await store.write(failedResult(trialOf(candidate(rate))));
  expect(settle(ids.own)).toMatchObject({
    kind: 'failed',
    message: expect.stringMatching(
      /^Expected a score of one of cola-cka-n2-r8-seed0-rate-1e-4, .*, got none/,
    ),
  });
});

describe('equal time', () => {
  beforeEach(async () => {
    for (const rate of ['1e-4', '1e-3', '0.01']) await put(candidate(rate), 0.5);
  });

  test('as many steps as the reference had time for, rounded, of the same results always the same', async () => {
    await store.write(timed(ids.own, 100, 0.03));
    expect(settle(ids.timed)).toEqual({ kind: 'waiting', for: ids.reference });
    await store.write(timed(ids.reference, 100, 0.05));
    const settled = settle(ids.timed);
    expect(settled).toMatchObject({
      kind: 'ready',
      chosen: {
        steps: {
          value: 167,
          own: { trial: ids.own, steps: 100, secondsPerStep: 0.03 },
          reference: { trial: ids.reference, steps: 100, secondsPerStep: 0.05 },
        },
      },
    });
    expect(settle(ids.timed)).toEqual(settled);
  });

  test('a failed reference has no time', async () => {
    await store.write(timed(ids.own, 100, 0.03));
    await store.write(failedResult(trialOf(ids.reference)));
    expect(settle(ids.timed)).toEqual({
      kind: 'failed',
      message: `Expected the seconds per step of ${ids.reference}, by which its number of steps is counted, got none: it has failed.`,
    });
  });

  test('results of other settings, another model or other data are waited for anew', async () => {
    await store.write(timed(ids.own, 100, 0.03));
    const other = { ...timed(ids.reference, 100, 0.05), inputs: { ...exampleInputs, data: 'o'.repeat(64) } };
    await store.write(other);
    expect(settle(ids.timed)).toEqual({ kind: 'waiting', for: ids.reference });
    const trial = trialOf(ids.reference);
    const training = { ...trial.training, epochs: 9 };
    await store.write({ ...timed(ids.reference, 100, 0.05), trial: { ...trial, training } });
    expect(settle(ids.timed)).toEqual({ kind: 'waiting', for: ids.reference });
  });
});

test('a run without what its trials wait for is refused before anything is trained', async () => {
  const planned = (id: string): PlannedTrial => {
    return { trial: trialOf(id), inputs: exampleInputs, key: 'key', isDone: false, why: 'new' };
  };
  const rates = ['1e-4', '1e-3', '0.01'];
  const candidates = rates.flatMap((rate) => [candidate(rate), `cola-all-r8-seed0-rate-${rate}`]);
  const some = [ids.timed, ids.own, ...candidates].map(planned);
  expect(() => requireAwaited(some, store)).toThrow(
    `Expected the result of ${ids.reference}, that ${ids.timed} takes its learning rate or steps from, got none: run its method first, or together with cka-equal-time.`,
  );
  expect(() => requireAwaited([...some, planned(ids.reference)], store)).not.toThrow();
  await store.write(timed(ids.reference, 100, 0.05));
  expect(() => requireAwaited(some, store)).not.toThrow();
});
