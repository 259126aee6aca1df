import { join } from 'node:path';
import { adaptModel, countParameters } from '@lamella/adapters';
import { workspaceRoot } from '@lamella/core';
import { loadModel } from '@lamella/models';
import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { toAdapterConfig } from './adapter-config.ts';

const folder = join(workspaceRoot(), 'fixtures', 'bert');

/** Trials of a model of three layers, by their methods. */
function trialsOf(yaml: string): ReadonlyMap<string, ResolvedTrial> {
  const spec = exampleSpec(`controls: [equal-parameters]\n${yaml}`);
  const sweep = { layers: [2], seed: [1] };
  const trials = expandSweep({ ...spec, model: folder, tasks: ['cola'], sweep }, 3);
  return new Map(trials.map((trial) => [trial.method, trial]));
}

test.each(['{ rank: 3, alpha: 6 }', '{ rank: 3, alpha: 6, useRslora: true }', '{ rank: 4 }'])(
  'equal parameters, to the unit, and updates of the same scale: adapter %s',
  (adapter) => {
    const trials = trialsOf(`adapter: ${adapter.replace('}', ', targets: [query, intermediate.dense] }')}\n`);
    const [all, arm] = ['all', 'cka-equal-parameters'].map((method) => {
      const trial = trials.get(method) as ResolvedTrial;
      const model = loadModel(folder, { head: 'classification', numLabels: 2, seed: 1 });
      const layers = method === 'all' ? [0, 1, 2] : [0, 2];
      const adapted = adaptModel(model, toAdapterConfig(trial, { layers }, model));
      const counts = countParameters(model, adapted);
      const factors = adapted.linears.map((linear) => ('factor' in linear ? Number(linear.factor) : NaN));
      adapted.remove();
      model.dispose();
      return { counts, factors };
    });
    expect(arm?.counts).toEqual(all?.counts);
    expect(new Set(arm?.factors.map((factor) => factor.toFixed(10)))).toEqual(
      new Set(all?.factors.map((factor) => factor.toFixed(10))),
    );
  },
);

test('what trains no adapter has none', () => {
  const full = trialsOf('').get('full') as ResolvedTrial;
  expect(toAdapterConfig(full, { layers: [] }, { layers: [] })).toEqual({ kind: 'full' });
});
