import type { MethodSpec } from '../language/experiment-spec.ts';
import { findSelection } from './find-selection.ts';

const at = { task: 'cola', method: 'chosen' } as const;
const find = (method: Partial<MethodSpec>): unknown => findSelection({ tuning: 'lora', ...method }, at);

test('what is said for the task goes before what is said for all', () => {
  expect(find({ selection: 'cka' })).toBe('cka');
  expect(find({ selection: 'cka', perTask: { cola: { selection: [1, 2] } } })).toEqual([1, 2]);
  expect(find({ selection: 'cka', perTask: { sst2: { selection: '01' } } })).toBe('cka');
});

test('of published layers, the list of the task', () => {
  expect(find({ selection: { published: 'roberta-base' } })).toBe('000110110110');
  expect(() => find({ selection: { published: 'gemma-7b' } })).toThrow(
    'Unknown task with published layers of gemma-7b "cola". Valid: metamath, python.',
  );
});

test('no selection is an error', () => {
  expect(() => find({ perTask: { sst2: { selection: '01' } } })).toThrow(
    'Expected a selection of method chosen on cola, got none: neither for all tasks nor in perTask.cola.',
  );
});
