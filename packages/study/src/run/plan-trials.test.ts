import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Inputs } from '../inputs/find-inputs.ts';
import { ResultStore } from '../results/result-store.ts';
import { expandSweep } from '@lamella/spec';
import { doneResult, exampleInputs, failedResult } from '../testing/example-results.ts';
import { exampleSpec } from '@lamella/spec/testing';
import { planTrials } from './plan-trials.ts';

const spec = exampleSpec();
const trials = expandSweep({ ...spec, tasks: ['cola'], sweep: { layers: [2], seed: [1] } }, 8);
const model = { config: {}, numLayers: 8, hash: exampleInputs.model };
const inputs: Inputs = {
  trials,
  modelOf: () => model,
  dataOf: () => ({ hash: exampleInputs.data, numTrain: 10 }),
};

let store: ResultStore;
beforeEach(() => (store = new ResultStore(mkdtempSync(join(tmpdir(), 'lamella-plan-')))));
afterEach(() => rmSync(store.folder, { recursive: true }));
const whys = (known = inputs): string[] =>
  planTrials(known, store).map(({ isDone, why }) => (isDone ? 'done' : why));

describe('planTrials', () => {
  test('says of every trial whether it is done, and else why it has to run', async () => {
    const [full, all, cka, random] = trials;
    if (!full || !all || !cka || !random) throw new Error('Expected four trials');
    await store.write(doneResult(full));
    await store.write(failedResult(all));
    await store.write(doneResult({ ...cka, training: { ...cka.training, epochs: 1 } }));
    writeFileSync(join(store.folder, `${random.id}.json`), '{"id":');
    expect(whys()).toEqual([
      'done',
      'out-of-memory before: The worker ran out of memory',
      'changed: training.epochs: 1 -> 3',
      'its result is damaged: line 1:7: not valid JSON: expected a value, got the end of the text',
    ]);
  });

  test('what was done when fewer files of the model were hashed stays done', async () => {
    const [full, all] = trials;
    if (!full || !all) throw new Error('Expected two trials');
    await store.write(doneResult(full));
    const now = {
      ...inputs,
      modelOf: () => ({ ...model, hash: 'of all files', formerHash: exampleInputs.model }),
    };
    expect(whys(now).slice(0, 2)).toEqual(['done', 'new']);
    expect(whys({ ...now, modelOf: () => ({ ...model, hash: 'of all files' }) })[0]).toBe(
      'changed: the content of the model',
    );
    expect(planTrials(now, store)[1]?.inputs?.model).toBe('of all files');
  });

  test('everything is new at first', () => {
    expect(whys()).toEqual(['new', 'new', 'new', 'new']);
  });

  test('without weights or data nothing can be said to be done', () => {
    const missing = 'model or data not downloaded yet';
    expect(whys({ ...inputs, dataOf: () => undefined })[0]).toBe(missing);
    expect(whys({ ...inputs, modelOf: () => ({ ...model, hash: undefined }) })[0]).toBe(missing);
  });
});
