import { Random } from '@lamella/core';
import {
  type Attribute,
  currentBinding,
  DataType,
  type TensorMetadata,
  typeAttribute,
} from '../native/binding.ts';
import '../index.ts';

const binding = currentBinding();
const { float32, bfloat16 } = DataType;
const number = (name: string, value: number): Attribute => ({ name, type: binding.TF_ATTR_FLOAT, value });
const integer = (name: string, value: number): Attribute => ({ name, type: binding.TF_ATTR_INT, value });

/** Tensors of a test, which are freed behind it. */
const live: number[] = [];
const own = (tensors: readonly TensorMetadata[]): number[] => {
  live.push(...tensors.map(({ id }) => id));
  return tensors.map(({ id }) => id);
};
let before = 0;
beforeEach(() => (before = binding.getNumOfTensors()));
afterEach(() => {
  for (const id of live.splice(0)) binding.deleteTensor(id);
  expect(binding.getNumOfTensors()).toBe(before);
});

const run = (
  type: string,
  ids: readonly number[],
  attributes: readonly Attribute[],
  numOutputs = 1,
): number[] => own(binding.executeOp(type, attributes, ids, numOutputs));
const cast = (id: number, from: number, to: number): number =>
  run('Cast', [id], [typeAttribute('SrcT', from), typeAttribute('DstT', to)])[0] as number;
const put = (
  shape: readonly number[],
  values: Float32Array | Int32Array,
  dtype: number = float32,
): number => {
  const bytes = new Uint8Array(values.buffer);
  const id = binding.createTensorFromBytes({ dtype, shape, bytes });
  live.push(id);
  return id;
};
const draw = (name: string, size: number): Float32Array => {
  const random = new Random(name);
  return Float32Array.from({ length: size }, () => random.normal());
};
const random = (name: string, ...shape: number[]): number =>
  put(
    shape,
    draw(
      name,
      shape.reduce((a, b) => a * b, 1),
    ),
  );
const integers = (...values: number[]): number =>
  put([values.length], Int32Array.from(values), DataType.int32);
const none = (): number => put([0], new Float32Array());
const noIntegers = (): number => put([0], new Int32Array(), DataType.int32);
const read = (id: number): Float32Array => new Float32Array(binding.readTensorBytes(id).buffer);
const bytesOf = (id: number): string => Buffer.from(binding.readTensorBytes(id)).toString('hex');

// Rows that are no multiple of a vector's sixteen numbers, and enough of them for two threads.
const [N, D] = [700, 100];
const texts = Int32Array.from({ length: 60 }, (_, i) => (i < 50 ? Math.floor(i / 20) : -1));
const attention = [
  ...['heads', 'key_heads'].map((name) => number(name, 2)),
  ...[
    number('scale', 0.3),
    number('before', -1),
    number('after', -1),
    number('rate', 0.2),
    number('call', 1),
  ],
];

describe.each([
  ['LamellaGelu', 2, [], [0], () => [random('x', N, D), random('b', D)]],
  ['LamellaGelu', 2, [], [0], () => [random('x', 7, 11), none()]],
  [
    'LamellaLayerNorm',
    3,
    [number('epsilon', 1e-5)],
    [0, 2],
    () => [random('x', N, D), random('b', D), random('r', N, D), random('w', D), random('s', D)],
  ],
  [
    'LamellaLayerNormGradient',
    1,
    [],
    [0, 1],
    () => [random('dy', N, D), random('n', N, D), random('r', N, 1), random('w', D)],
  ],
  ['LamellaSoftmax', 1, [number('scale', 0.5)], [0], () => [random('x', 7, N, 37), random('m', 1, N, 37)]],
  [
    'LamellaSoftmaxGradient',
    1,
    [number('scale', 0.5)],
    [0, 1],
    () => [random('dp', N, D), random('p', N, D)],
  ],
  [
    'LamellaDropout',
    1,
    [number('rate', 0.3), number('call', 2)],
    [0],
    () => [random('x', N, D), integers(3, 4), noIntegers()],
  ],
  [
    'LamellaAttention',
    1,
    attention,
    [0, 1, 2],
    () => [
      ...['q', 'k', 'v'].map((name) => random(name, 60, 40)),
      ...[put([60], texts, DataType.int32), noIntegers(), integers(5, 6), noIntegers()],
    ],
  ],
  [
    'LamellaAttentionGradient',
    3,
    attention,
    [0, 1, 2, 3],
    () => [
      ...['dy', 'q', 'k', 'v'].map((name) => random(name, 60, 40)),
      ...[put([60], texts, DataType.int32), noIntegers(), integers(5, 6), noIntegers()],
    ],
  ],
  ['LamellaRmsNorm', 3, [number('epsilon', 1e-5)], [0], () => [random('x', N, D), random('w', D)]],
  [
    'LamellaRmsNormGradient',
    1,
    [],
    [0, 1],
    () => [random('dy', N, D), random('n', N, D), random('r', N, 1), random('w', D)],
  ],
  ['LamellaSilu', 2, [], [0], () => [random('x', N, D)]],
  [
    'LamellaDistanceAttentionGradient',
    5,
    attention,
    [0, 1, 2, 3],
    () => [
      ...['dy', 'q', 'k', 'v'].map((name) => random(name, 60, 40)),
      ...[put([60], texts, DataType.int32), noIntegers(), integers(5, 6), noIntegers()],
      ...['of keys', 'of queries'].map((name) => random(name, 64, 40)),
    ],
  ],
  ['LamellaProduct', 1, [], [0, 1], () => [random('x', N, D), random('y', N, D)]],
] as const)('%s', (type, numOutputs, attributes, activations, makeInputs) => {
  test('gives for bfloat16 what it gives for the same numbers in float32, rounded once', () => {
    const inputs = makeInputs();
    const isActivation = (i: number): boolean => (activations as readonly number[]).includes(i);
    const reduced = inputs.map((id, i) => (isActivation(i) ? cast(id, float32, bfloat16) : id));
    const wide = reduced.map((id, i) => (isActivation(i) ? cast(id, bfloat16, float32) : id));
    const expected = run(type, wide, attributes, numOutputs);
    const found = run(type, reduced, [...attributes, typeAttribute('U', bfloat16)], numOutputs);
    const unrounded = run(type, reduced, attributes, numOutputs);
    expected.forEach((id, i) => {
      // Those of a row, and of tables.
      const isFloat32 = (type.endsWith('Norm') && i === 2) || i > 2;
      expect(bytesOf(found[i] as number)).toBe(bytesOf(isFloat32 ? id : cast(id, float32, bfloat16)));
      expect(bytesOf(unrounded[i] as number)).toBe(bytesOf(id));
      expect(new Set(read(id)).size).toBeGreaterThan(50);
    });
  });
});

test('LamellaSum: bias + Σ factor · term, as in double precision', () => {
  const names = ['x', 'y', 'z'];
  const inputs = names.map((name) => random(name, N, D));
  const [x, y] = inputs.slice(0, 2).map((id) => cast(id, float32, bfloat16)) as [number, number];
  const terms = [read(cast(x, bfloat16, float32)), read(cast(y, bfloat16, float32)), draw('z', N * D)];
  const bias = draw('b', D);
  const attributes = [integer('N', 2), integer('M', 1), { ...number('factors', 0), value: [3, -0.7] }];
  const [sum = 0] = run('LamellaSum', [x, y, inputs[2] as number, put([D], bias)], attributes);
  read(sum).forEach((value, i) => {
    const [a = NaN, b = NaN, c = NaN] = terms.map((term) => term[i]);
    const expected = (bias[i % D] ?? NaN) + 3 * a - Math.fround(0.7) * b + c;
    if (Math.abs(value - expected) > 2e-6) expect([i, value]).toEqual([i, expected]);
  });
  const [rounded = 0] = run(
    'LamellaSum',
    [x, y, inputs[2] as number, put([D], bias)],
    [...attributes, typeAttribute('U', bfloat16)],
  );
  expect(bytesOf(rounded)).toBe(bytesOf(cast(sum, float32, bfloat16)));
});

test.each([
  ['LamellaSum', [[4, 3], [4, 2], [0]], [integer('N', 0), integer('M', 2)], 'Expected terms of one shape'],
  ['LamellaSum', [[4, 3], [4]], [integer('N', 0), integer('M', 1)], 'a bias of its size or none'],
  [
    'LamellaProduct',
    [
      [4, 3],
      [3, 4],
    ],
    [],
    'Expected factors of one shape',
  ],
] as const)('%s of %j is refused', (type, shapes, attributes, message) => {
  const inputs = shapes.map((shape) =>
    put(shape, new Float32Array(shape.reduce((a: number, b) => a * b, 1))),
  );
  const factors = type === 'LamellaSum' ? [{ ...number('factors', 0), value: [] }] : [];
  expect(() => run(type, inputs, [...attributes, ...factors])).toThrow(message);
});

test('what is not finite stays so', () => {
  const values = Float32Array.of(NaN, Infinity, -Infinity, 3.4e38, 1);
  const bits = new Uint32Array(values.buffer);
  bits[0] = 0x7fffffff; // which rounding would turn into -0
  const x = put([5], values);
  const [product = 0] = run(
    'LamellaProduct',
    [x, put([5], new Float32Array(5).fill(1))],
    [typeAttribute('U', bfloat16)],
  );
  expect([...read(cast(product, bfloat16, float32))]).toEqual([NaN, Infinity, -Infinity, Infinity, 1]);
});
