import { exampleSpec } from '@lamella/spec/testing';
import { expandSweep } from '@lamella/spec';
import type { TrialCell } from '../tables/collect-cells.ts';
import { groupBySetting } from './setting-groups.ts';

const groupsOf = (yaml: string) => {
  const spec = exampleSpec();
  const sweep = exampleSpec(`extraSweeps: [{ ${yaml} }]\n`).extraSweeps?.[0] ?? {};
  const trials = expandSweep({ ...spec, tasks: ['cola'], sweep: { seed: [1], layers: [2], ...sweep } }, 8);
  const cells = trials.map((trial): TrialCell => ({ trial, layers: 2, state: 'missing' }));
  return groupBySetting(cells).map(({ label, settings, cells: own }) => [
    label,
    settings,
    own.map(({ trial }) => trial.method).join(),
  ]);
};

test('without models and settings there is one group', () => {
  expect(groupsOf('seed: [1]')).toEqual([['', '', 'full,all,cka,random']]);
});

test('what a setting makes no difference to belongs to all of its groups', () => {
  expect(groupsOf('set: { adapter.dropout: [0, 0.2], methods.cka.training.epochs: [5] }')).toEqual([
    ['dropout 0, epochs 5', 'dropout 0, epochs 5', 'full,all,cka,random'],
    ['dropout 0.2, epochs 5', 'dropout 0.2, epochs 5', 'full,all,cka,random'],
  ]);
});

test('models are groups by themselves', () => {
  expect(groupsOf('model: [a/b, ./c], set: { training.epochs: [5] }').map(([label]) => label)).toEqual([
    'a/b, epochs 5',
    'c, epochs 5',
  ]);
});
