import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import type { Inputs } from '../inputs/find-inputs.ts';
import { acceptOtherCode } from '../results/accepted-code.ts';
import { ResultStore } from '../results/result-store.ts';
import { doneResult, exampleInputs } from '../testing/example-results.ts';
import { explainTrial } from './explain-trial.ts';

const trials = expandSweep(exampleSpec(), 8);
const [trial] = trials as [ResolvedTrial];
const inputs: Inputs = {
  trials,
  modelOf: () => ({ config: {}, numLayers: 8, hash: exampleInputs.model }),
  dataOf: () => ({ hash: exampleInputs.data, numTrain: 10 }),
};

let store: ResultStore;
beforeEach(() => (store = new ResultStore(mkdtempSync(join(tmpdir(), 'lamella-why-')))));
afterEach(() => rmSync(store.folder, { recursive: true }));

test('a trial that has not run is new, and one that is not of the sweep is told', () => {
  expect(explainTrial(trial.id, inputs, store)).toEqual({
    ...{ id: trial.id, isDone: false, isOfOtherCode: false, why: 'new', inputs: exampleInputs },
  });
  expect(() => explainTrial(`${trial.id}0`, inputs, store)).toThrow(
    new RegExp(`^Unknown trial of this spec "${trial.id}0"\\. Did you mean "${trial.id}"`),
  );
});

test('a done one comes with its result, and with the change if it counts no longer', async () => {
  const result = doneResult({ ...trial, seed: 9 });
  await store.write(doneResult(trial));
  expect(explainTrial(trial.id, inputs, store)).toMatchObject({ isDone: true, stored: doneResult(trial) });
  await store.write(result);
  const { stored } = explainTrial(trial.id, inputs, store);
  expect(stored).toEqual(doneResult(trial));
  const changed = { ...inputs, trials: [{ ...trial, seed: 3 }] };
  expect(explainTrial(trial.id, changed, store)).toMatchObject({
    isDone: false,
    stored: result,
    change: { settings: [{ key: 'seed', from: 9, to: 3 }], inputs: [] },
  });
});

test('one of other code tells the code, and that it counts once it is accepted', async () => {
  await store.write(doneResult(trial, { inputs: { ...exampleInputs, code: 1 } }));
  const change = { settings: [], inputs: [{ input: 'code', from: 1, to: exampleInputs.code }] };
  expect(explainTrial(trial.id, inputs, store)).toMatchObject({ isDone: false, isOfOtherCode: true, change });
  await acceptOtherCode(store.folder, true);
  expect(explainTrial(trial.id, inputs, store)).toMatchObject({ isDone: true, isOfOtherCode: true, change });
});
