import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { WeightAccount, type WeightAccountOptions } from './weight-account.ts';

const stored: Readonly<Record<string, readonly number[]>> = {
  'body.a.weight': [2, 3],
  'body.a.bias': [2],
  'head.bias': [1],
};

function readerOf(shapes: Readonly<Record<string, readonly number[]>>): WeightAccountOptions['reader'] {
  return {
    names: () => Object.keys(shapes),
    shape: (name) => shapes[name] ?? [],
    read: (name) => new Float32Array((shapes[name] ?? []).reduce((a, b) => a * b, 1)).fill(name.length),
  };
}

function account(options: Partial<WeightAccountOptions> = {}): WeightAccount {
  return new WeightAccount({
    reader: readerOf(stored),
    where: 'a folder',
    seed: 0,
    standardDeviation: 0.02,
    mayBeNew: ['head'],
    bodyPrefix: 'body.',
    ...options,
  });
}

const valuesOf = (weights: WeightAccount, name: string): number[] => [
  ...(weights.parameters.get(name)?.value().dataSync() ?? []),
];

test('reads a weight once, whoever asks for it', () => {
  const weights = account();
  const first = weights.take('body.a.bias', [2], 'zeros');
  expect(weights.take('body.a.bias', [2], 'zeros')).toBe(first);
  expect(valuesOf(weights, 'body.a.bias')).toEqual([11, 11]);
  weights.dispose();
});

test('the checkpoint of a bare body leaves the prefix out', () => {
  const weights = account({ reader: readerOf({ 'a.bias': [2] }) });
  weights.take('body.a.bias', [2], 'zeros');
  expect(valuesOf(weights, 'body.a.bias')).toEqual([6, 6]);
  weights.checkNothingIsLeft([]);
  weights.dispose();
});

test('a weight may be stored under another name, where its own isn’t there', () => {
  const weights = account({ reader: readerOf({ ...stored, 'head.other': [2] }) });
  weights.mayBeStoredAs('head.decoder', 'head.other');
  weights.mayBeStoredAs('head.bias', 'head.other');
  weights.take('head.decoder', [2], 'zeros');
  weights.take('head.bias', [1], 'zeros');
  expect(valuesOf(weights, 'head.decoder')).toEqual([10, 10]);
  expect(valuesOf(weights, 'head.bias')).toEqual([9]);
  weights.checkNothingIsLeft(['body.']);
  weights.dispose();
});

test('a weight that may be new starts at random, the same for the same seed whatever else is new', () => {
  const take = (options: Partial<WeightAccountOptions>, names: readonly string[]): WeightAccount => {
    const weights = account(options);
    for (const name of names) weights.take(name, [100], 'normal');
    return weights;
  };
  const one = take({}, ['head.weight']);
  const two = take({}, ['head.other', 'head.weight']);
  const reseeded = take({ seed: 1 }, ['head.weight']);
  const values = valuesOf(one, 'head.weight');
  expect(valuesOf(two, 'head.weight')).toEqual(values);
  expect(valuesOf(reseeded, 'head.weight')).not.toEqual(values);
  const spread = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / 100);
  expect(spread).toBeGreaterThan(0.015);
  expect(spread).toBeLessThan(0.025);
  expect(one.newWeights).toEqual(['head.weight']);
  for (const weights of [one, two, reseeded]) weights.dispose();
});

test('new weights of another generator have the same spread, and other values', () => {
  const make = (options: Partial<WeightAccountOptions>): WeightAccount => {
    const weights = account({ reader: undefined, ...options });
    weights.take('body.a.weight', [100, 100], 'normal');
    return weights;
  };
  const made = [make({}), make({ generator: 'native' }), make({ generator: 'native', weights: 'bfloat16' })];
  const [portable = [], native = [], reduced = []] = made.map((each) => valuesOf(each, 'body.a.weight'));
  expect(native).not.toEqual(portable);
  expect(Math.sqrt(native.reduce((sum, value) => sum + value ** 2, 0) / 1e4)).toBeCloseTo(0.02, 3);
  reduced.forEach((value, i) => expect(Math.abs(value - (native[i] ?? NaN))).toBeLessThan(3e-4));
  for (const weights of made) weights.dispose();
});

test('without a checkpoint everything is new, and norms and biases start as they should', () => {
  const weights = account({ reader: undefined, mayBeNew: [] });
  weights.take('body.norm', [2], 'ones');
  weights.take('body.bias', [2], 'zeros');
  expect([valuesOf(weights, 'body.norm'), valuesOf(weights, 'body.bias')]).toEqual([
    [1, 1],
    [0, 0],
  ]);
  expect(weights.newWeights).toEqual([]);
  weights.dispose();
});

test.each([
  [
    'body.b.weight',
    [2],
    'Expected the tensor body.b.weight in a folder, got none. It holds body.a.weight, body.a.bias, head.bias.',
  ],
  [
    'body.a.weight',
    [3, 2],
    'Expected body.a.weight in a folder to have the shape [3, 2] that config.json asks for, got [2, 3].',
  ],
])('%s of shape %j', (name, shape, message) => {
  expectNoLeakedTensors(() => expect(() => account().take(name, shape, 'normal')).toThrow(message));
});

test('a tensor that nobody asked for is an error, unless it is known to be of no use', () => {
  const weights = account();
  weights.take('body.a.weight', [2, 3], 'normal');
  expect(() => weights.checkNothingIsLeft([])).toThrow(
    'Expected only tensors of the model in a folder, got 2 more: body.a.bias, head.bias. ' +
      'Is the architecture in config.json the right one?',
  );
  expect(() => weights.checkNothingIsLeft(['head.'])).toThrow('got 1 more: body.a.bias.');
  weights.checkNothingIsLeft(['head.', /bias$/]);
  weights.ignore('body.a.bias');
  weights.checkNothingIsLeft(['head.']);
  weights.dispose();
});

test('quantisable matrices alone are quantised, and stay what they are stored as without that', () => {
  const reader = readerOf({ 'body.a.weight': [2, 64], 'body.b.weight': [2, 64] });
  for (const quantization of ['nf4', 'int8', undefined] as const) {
    const weights = account({ reader, quantization, weights: 'bfloat16' });
    const map = weights.takeQuantizable('body.a.weight', [2, 64]);
    expect(weights.takeQuantizable('body.a.weight', [2, 64])).toBe(map);
    expect(map.quantization).toBe(quantization);
    expect(weights.take('body.b.weight', [2, 64], 'normal').quantization).toBeUndefined();
    expect(new Set(valuesOf(weights, 'body.a.weight'))).toEqual(new Set([13]));
    weights.checkNothingIsLeft([]);
    weights.dispose();
  }
});
