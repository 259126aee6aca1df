import { exampleSpec } from '../testing/example-spec.ts';
import { armNames, controlPaths, methodNames, withControls } from './control-methods.ts';
import type { ExperimentSpec } from './experiment-spec.ts';

const controls =
  'controls: [equal-parameters, equal-time, random: 2, least-important, shuffled-importance]\n';
const armsOf = (spec: ExperimentSpec) => {
  const own = Object.keys(spec.methods);
  return Object.fromEntries(
    Object.entries(withControls(spec).methods).filter(([name]) => !own.includes(name)),
  );
};

test('one arm of each control for each method by importance, and draws of random layers', () => {
  const arms = armsOf(exampleSpec(controls));
  expect(Object.entries(arms).map(([name, { title, selection }]) => [name, title, selection])).toEqual([
    ['cka-equal-parameters', 'CKA, equal parameters', 'cka'],
    ['cka-equal-time', 'CKA, equal time', 'cka'],
    ['random-draw-1', 'random layers, draw 1', 'random'],
    ['random-draw-2', 'random layers, draw 2', 'random'],
    ['cka-least-important', 'CKA, least important', 'cka'],
    ['cka-shuffled-importance', 'CKA, shuffled importance', 'cka'],
  ]);
  expect(arms['cka-equal-time']?.control).toEqual({ kind: 'equal-time', of: 'cka', reference: 'all' });
  expect(arms['random-draw-2']?.control).toEqual({
    kind: 'random',
    draw: { number: 2, family: 'random-draws', title: 'random layers' },
  });
});

test('a spec without controls is as it was, and names count draws once where arms are compared', () => {
  const plain = exampleSpec();
  expect(withControls(plain)).toBe(plain);
  const spec = exampleSpec('controls: [{ random: 3 }, { shuffled-importance: 2 }]\n');
  expect(withControls(spec)).toBe(withControls(spec));
  expect(methodNames(spec).slice(4)).toEqual([
    ...['random-draw-1', 'random-draw-2', 'random-draw-3'],
    ...['cka-shuffled-importance-1', 'cka-shuffled-importance-2'],
  ]);
  expect(armNames(spec).slice(4)).toEqual(['random-draws', 'cka-shuffled-importance']);
  expect(controlPaths(spec, withControls(spec).methods['random-draw-2']?.control)).toEqual([['controls', 0]]);
});

test('arms have the settings of the method that they are of, draws those of each kind of method', () => {
  const spec = exampleSpec(controls);
  const { all, cka } = spec.methods;
  if (all === undefined || cka === undefined) throw new Error('Expected both methods');
  const adapter = { init: 'pissa' } as const;
  const training = { epochs: 5 };
  const methods = {
    all,
    cka,
    'pissa-all': { ...all, adapter },
    pissa: { ...cka, title: 'PiSSA', adapter, training },
  };
  const arms = armsOf({ ...spec, methods });
  expect(arms['pissa-equal-parameters']).toMatchObject({
    adapter,
    training,
    control: { reference: 'pissa-all' },
  });
  expect(arms['cka-equal-parameters']).toMatchObject({ control: { reference: 'all' } });
  expect(arms['pissa-random-draw-1']).toMatchObject({ adapter, training, selection: 'random' });
  expect(arms['cka-random-draw-1']).not.toHaveProperty('adapter');
  expect(Object.keys(arms)).toHaveLength(2 * 6);
});

test('random layers are one arm, whatever importance is measured with', () => {
  const spec = exampleSpec('controls: [{ random: 2 }]\n');
  const { cka } = spec.methods;
  if (cka === undefined) throw new Error('Expected a method');
  const methods = { cka, content: { ...cka, importance: { pooling: 'last-content' } } } as const;
  const arms = armsOf({ ...spec, methods });
  expect(Object.keys(arms)).toEqual(['random-draw-1', 'random-draw-2']);
  expect(arms['random-draw-1']).not.toHaveProperty('importance');
});

test('a list of layers can be made equal, but has no order that could be reversed', () => {
  const spec = exampleSpec(controls);
  const { all } = spec.methods;
  const methods = { ...(all && { all }), listed: { tuning: 'lora', selection: [0, 3] } } as const;
  expect(Object.keys(armsOf({ ...spec, methods }))).toEqual([
    ...['listed-equal-parameters', 'listed-equal-time', 'random-draw-1', 'random-draw-2'],
  ]);
});
