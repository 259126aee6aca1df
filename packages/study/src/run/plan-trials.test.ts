import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Inputs } from '../inputs/find-inputs.ts';
import { ResultStore } from '../results/result-store.ts';
import { expandSweep } from '@lamella/spec';
import { doneResult, exampleInputs, failedResult } from '../testing/example-results.ts';
import { exampleSpec } from '@lamella/spec/testing';
import { acceptOtherCode } from '../results/accepted-code.ts';
import { planTrials } from './plan-trials.ts';
import { keepParts } from './trial-inputs.ts';

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

  test('what is done runs again if its learning rate may be another one now', async () => {
    const tuned = exampleSpec('tune: { learningRate: [1e-4, 1e-3] }\n');
    const { full } = tuned.methods;
    if (full === undefined) throw new Error('Expected a method');
    const sweep = { layers: [2], seed: [1] };
    const known = {
      ...inputs,
      trials: expandSweep({ ...tuned, methods: { full }, tasks: ['cola'], sweep }, 8),
    };
    const [lower, higher, arm] = known.trials;
    if (!lower || !higher || !arm) throw new Error('Expected two candidates and what they are for');
    const score = (trial: typeof arm, value: number | null, learningRate = NaN) => {
      return { trial: trial.id, learningRate, score: value };
    };
    const candidates = [score(lower, 0.5, 1e-4), score(higher, null, 1e-3)];
    const learningRate = { value: 1e-4, metric: 'accuracy', candidates };
    await store.write({ ...doneResult(arm), chosen: { learningRate } });
    await store.write(doneResult(lower, { score: 0.5 }));
    await store.write(failedResult(higher));
    expect(whys(known)).toEqual([
      'done',
      'out-of-memory before: The worker ran out of memory',
      `a candidate of its learning rate runs again: ${higher.id}`,
    ]);
    expect(planTrials(known, store)[2]).toMatchObject({ isChosenAgain: true });
    await store.write(doneResult(higher, { score: 0.6 }));
    const why = 'the candidates of its learning rate have other results than when it was chosen';
    expect(whys(known)).toEqual(['done', 'done', why]);
    candidates[1] = score(higher, 0.6, 1e-3);
    await store.write({
      ...doneResult(arm),
      chosen: { learningRate: { ...learningRate, value: 1e-3, candidates } },
    });
    expect(whys(known)).toEqual(['done', 'done', 'done']);
  });

  test('what other code has made runs again, unless it is accepted for the present code', async () => {
    const [full, all] = trials;
    if (!full || !all) throw new Error('Expected two trials');
    const former = { ...exampleInputs, code: 'former' };
    await store.write(doneResult(full, { inputs: former }));
    await store.write(doneResult({ ...all, numLayers: 9 }, { inputs: former }));
    const [first, second] = planTrials(inputs, store);
    expect(first).toMatchObject({ isDone: false, isOfOtherCode: true, inputs: exampleInputs });
    expect(first?.why).toBe(`changed: the code: former -> ${exampleInputs.code}`);
    expect(second?.isOfOtherCode).toBeUndefined();
    await acceptOtherCode(store.folder, true);
    expect(planTrials(inputs, store)[0]).toMatchObject({ isDone: true, isOfOtherCode: true, inputs: former });
    expect(whys().slice(0, 2)).toEqual([
      'done',
      `changed: numLayers: 9 -> 8; the code: former -> ${exampleInputs.code}`,
    ]);
    await acceptOtherCode(store.folder, false);
    expect(planTrials(inputs, store)[0]?.isDone).toBe(false);
  });

  test('what other code has made is found among superseded results as well, and comes back', async () => {
    const [full] = trials;
    if (!full) throw new Error('Expected a trial');
    const former = doneResult(full, { inputs: { ...exampleInputs, code: 1 } });
    await store.write(former);
    await store.write(doneResult({ ...full, seed: 9 }));
    await acceptOtherCode(store.folder, true);
    const [planned] = planTrials(inputs, store);
    expect(planned).toMatchObject({ isDone: true, key: former.key });
    await store.restore(full.id, former.key);
    expect(store.read(full.id)).toEqual(former);
  });

  test('the part that has changed is named where it was kept what there was', async () => {
    const [full] = trials;
    if (!full) throw new Error('Expected a trial');
    await keepParts(store.folder, {
      ...inputs,
      modelOf: () => ({ ...model, files: { 'config.json': 'sha256:1', 'tokenizer.json': 'sha256:2' } }),
    });
    await store.write(doneResult(full));
    const files = {
      'config.json': 'sha256:1',
      'tokenizer.json': 'sha256:3',
      'added_tokens.json': 'sha256:4',
    };
    expect(whys({ ...inputs, modelOf: () => ({ ...model, hash: 'now', files }) })[0]).toBe(
      'changed: model: added_tokens.json is new, tokenizer.json has changed',
    );
  });

  test('what was done when fewer files of the model were hashed is accepted with its code', async () => {
    const [full, all] = trials;
    if (!full || !all) throw new Error('Expected two trials');
    await store.write(doneResult(full, { inputs: { ...exampleInputs, code: 1 } }));
    await acceptOtherCode(store.folder, true);
    const now = {
      ...inputs,
      modelOf: () => ({ ...model, hash: 'of all files', formerHash: exampleInputs.model }),
    };
    expect(whys(now).slice(0, 2)).toEqual(['done', 'new']);
    expect(whys({ ...now, modelOf: () => ({ ...model, hash: 'of all files' }) })[0]).toBe(
      `changed: the content of the model; the code: 1 -> ${exampleInputs.code}`,
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
