import fc from 'fast-check';
import { expandSweep, parseSpec } from '@lamella/spec';
import { exampleInputs } from '../testing/example-results.ts';
import { trialKey } from './trial-key.ts';

const lines = [
  'name: example',
  'model: mini/roberta',
  'data: { kind: mini-glue }',
  'tasks: [cola]',
  'methods: { cka: { title: CKA, selection: cka } }',
  'training: { learningRate: 1e-4, epochs: 3 }',
  'sweep: { layers: [4], seed: [1] }',
];
const keyOf = (text: string, inputs = exampleInputs): string => {
  const [trial] = expandSweep(parseSpec(text, 'x.yaml'), 8);
  return trial === undefined ? '' : trialKey(trial, inputs);
};
const key = keyOf(lines.join('\n'));

describe('trialKey', () => {
  test('how a spec is written does not change it', () => {
    const orders = fc.shuffledSubarray(lines, { minLength: lines.length });
    fc.assert(
      fc.property(orders, (shuffled) => keyOf(shuffled.join('\n# a comment\n')) === key),
      { numRuns: 20 },
    );
    const spelled = (from: string, to: string): string => keyOf(lines.join('\n').replace(from, to));
    expect(spelled('1e-4', '0.0001')).toBe(key);
    expect(spelled('layers: [4]', 'layers: [0.5]')).toBe(key);
    expect(spelled('epochs: 3', 'epochs: 3, weightDecay: 0.10')).toBe(key);
    expect(spelled('learningRate: 1e-4, epochs: 3', 'epochs: 3, learningRate: 1.0E-4')).toBe(key);
  });

  test('names and places do not change it', () => {
    expect(
      keyOf(lines.join('\n').replace('title: CKA', 'title: Ours').replace('name: example', 'name: other')),
    ).toBe(key);
    expect(
      keyOf(
        lines
          .join('\n')
          .replace('mini/roberta', './a/copy')
          .replace('kind: mini-glue', 'kind: folder, path: b'),
      ),
    ).toBe(key);
  });

  test.each([
    ['1e-4', '2e-4'],
    ['epochs: 3', 'epochs: 4'],
    ['seed: [1]', 'seed: [2]'],
    ['layers: [4]', 'layers: [3]'],
    ['selection: cka', 'selection: random'],
    ['selection: cka', 'selection: cka, importance: { samples: 10 }'],
    ['tasks: [cola]', 'tasks: [rte]'],
    ['name: example', 'name: example\nrows: { train: 5 }'],
    ['name: example', 'name: example\nadapter: { targets: [key] }'],
  ])('%s -> %s changes it', (from, to) => {
    expect(keyOf(lines.join('\n').replace(from, to))).not.toBe(key);
  });

  test('the content of model and data and the version of the code change it', () => {
    const others = [{ model: 'other' }, { data: 'other' }, { code: 'other' }].map((change) =>
      keyOf(lines.join('\n'), { ...exampleInputs, ...change }),
    );
    expect(new Set([key, ...others]).size).toBe(4);
  });
});
