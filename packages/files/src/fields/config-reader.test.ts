import { configReader, requireMultiple } from './config-reader.ts';

const read = (value: unknown) => configReader(value === undefined ? {} : { x: value }, 'config.json');

test('numbers, flags, texts and objects; null counts as absent', () => {
  expect(read(3).size('x')).toBe(3);
  expect(read(null).size('x', 4)).toBe(4);
  expect(read(0).count('x')).toBe(0);
  expect(read(-2).index('x')).toBe(-2);
  expect(read(24).layers('x')).toBe(24);
  expect(read(1e-7).positive('x')).toBe(1e-7);
  expect(read(0).nonNegative('x')).toBe(0);
  expect(read(0).rate('x')).toBe(0);
  expect(read(undefined).flag('x', true)).toBe(true);
  expect(read('relu').text('x', 'gelu')).toBe('relu');
  expect(read({ y: 1 }).object('x')).toEqual({ y: 1 });
  expect(read(null).object('x')).toBeUndefined();
});

test.each([0, 7.5, -1, 1e308, '3', true, [3], {}, undefined, NaN])('%j is not a size', (value) => {
  expect(() => read(value).size('x')).toThrow(
    `Expected "x" in config.json to be a whole number from 1 to 2147483647, got ${value === undefined ? 'nothing' : JSON.stringify(value)}.`,
  );
});

test.each([
  ['layers', 1e6, 'a whole number from 1 to 10000, got 1000000'],
  ['count', -1, 'a whole number from 0 to 2147483647, got -1'],
  ['positive', 0, 'a number above 0, got 0'],
  ['nonNegative', -1e-9, 'a number from 0 on, got -1e-9'],
  ['rate', 1, 'a number from 0 to below 1, got 1'],
] as const)('%s does not take %d', (kind, value, message) => {
  expect(() => read(value)[kind]('x')).toThrow(message);
});

test('flags, texts and objects of another type are errors', () => {
  expect(() => read('true').flag('x', false)).toThrow('to be true or false, got "true"');
  expect(() => read(1).text('x', 'gelu')).toThrow('to be a text, got 1');
  expect(() => read([1]).object('x')).toThrow('to be an object, got [1]');
});

test('what everybody’s prototype has is no field', () => {
  expect(configReader({}, 'config.json').text('constructor', 'none')).toBe('none');
});

test('multiples', () => {
  expect(() => requireMultiple(['a', 12], ['b', 4], 'config.json')).not.toThrow();
  expect(() => requireMultiple(['a', 32], ['b', 7], 'config.json')).toThrow(
    'Expected "a" in config.json to be a multiple of "b", got 32 and 7.',
  );
});
