import { currentBinding, DataType } from '../native/binding.ts';
import { Graph, rawTensor, single } from './graph.ts';

const binding = currentBinding();
const T = { name: 'T', type: binding.TF_ATTR_TYPE, value: DataType.float32 };
const tolerance = (value: number) => ({ name: 'tolerance', type: binding.TF_ATTR_FLOAT, value });

interface Choices {
  readonly type?: string;
  readonly constant?: number;
  readonly length?: number;
  readonly epsilon?: number;
  readonly swaps?: boolean;
  readonly waits?: boolean;
  readonly isWrite?: boolean;
  /** Ops of another graph before it, which take ids. */
  readonly others?: number;
}

/** The digest of x + constant and a norm of it, with changes. */
function digestOf(choices: Choices = {}): string {
  const { type = 'Add', constant = 2, length = 4, epsilon = 0.5, swaps = false, waits = false } = choices;
  const others = new Graph(binding);
  for (let i = 0; i < (choices.others ?? 0); i++) others.placeholder({ dtype: DataType.float32, shape: [] });
  const graph = new Graph(binding);
  const inputs = [0, 1].map(() => graph.placeholder({ dtype: DataType.float32, shape: [length] }).id);
  const [x = 0, y = 0] = swaps ? inputs.toReversed() : inputs;
  const added = graph.constant(rawTensor(DataType.float32, [1], [constant]));
  const first = graph.add(type, [x, added.id], { attributes: [T] });
  const controls = waits ? [first.operation] : [];
  const second = graph.add('ApproximateEqual', [y, y], {
    attributes: [T, tolerance(epsilon)],
    controls,
  });
  const outputs = [single(first).id, single(second).id];
  const digest = graph.digest({ inputs, outputs, controls: choices.isWrite ? [first.operation] : [] });
  graph.dispose();
  others.dispose();
  return digest;
}

test('graphs that were made alike have one digest, whatever their ids', () => {
  expect(digestOf({ others: 3 })).toBe(digestOf());
});

test.each([
  ['an op', { type: 'Sub' }],
  ['a constant', { constant: 3 }],
  ['a shape', { length: 5 }],
  ['an attribute', { epsilon: 0.25 }],
  ['the order of inputs', { swaps: true }],
  ['the order in which ops run', { waits: true }],
  ['what runs always', { isWrite: true }],
])('%s that differs makes another digest', (_name, choices) => {
  expect(digestOf(choices)).not.toBe(digestOf());
});

test('numbers that JSON writes alike are told apart', () => {
  const special = [0, -0, NaN, Infinity, -Infinity];
  expect(new Set(special.map((constant) => digestOf({ constant }))).size).toBe(5);
  expect(new Set(special.map((epsilon) => digestOf({ epsilon }))).size).toBe(5);
});
