import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { hashText } from '@lamella/core';
import { Bfloat16Weight, randomNormalTensor, tf } from '../index.ts';
import { expectNoLeakedTensors } from '../testing/index.ts';

/** Not a multiple of a block of 64 numbers, and enough for two threads. */
const SIZE = 1_000_003;

function numbersOf(seed: readonly [number, number], size: number, standardDeviation = 1): Float32Array {
  const tensor = randomNormalTensor({ shape: [size], seed, standardDeviation });
  const numbers = tensor.dataSync() as Float32Array;
  tensor.dispose();
  return numbers;
}

const numbers = numbersOf([1, 2], SIZE);
const meanOf = (f: (x: number) => number): number => numbers.reduce((sum, x) => sum + f(x), 0) / SIZE;

// Salmon et al.'s known answers for philox4x32-10: counter and key 0.
const KNOWN = [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] as const;

test('the generator is Philox: its known answers as normal numbers', () => {
  const found = numbersOf([0, 0], 64);
  const [a, b, c, d] = KNOWN;
  const expected = [
    [a, b],
    [c, d],
  ].flatMap(([first = 0, second = 0]) => {
    const radius = Math.sqrt(-2 * Math.log(((first >>> 9) + 0.5) * 2 ** -23));
    // The upper two bits tell the quarter, the others the place within it.
    const within = ((((second << 2) >>> 0) >>> 9) + 0.5) * 2 ** -23;
    const angle = ((second >>> 30) + within - 0.5) * (Math.PI / 2);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  expected.forEach((value, word) => expect(found[word * 16]).toBeCloseTo(value, 5));
});

test('numbers are normal: moments, and shares of the distribution function', () => {
  const spread = 5 / Math.sqrt(SIZE);
  expect(Math.abs(meanOf((x) => x))).toBeLessThan(spread);
  expect(Math.abs(meanOf((x) => x ** 2) - 1)).toBeLessThan(spread * Math.sqrt(2));
  expect(Math.abs(meanOf((x) => x ** 3))).toBeLessThan(spread * Math.sqrt(15));
  expect(Math.abs(meanOf((x) => x ** 4) - 3)).toBeLessThan(spread * Math.sqrt(96));
  const shares = { '-2': 0.0227501, '-1': 0.1586553, '0': 0.5, '0.5': 0.6914625, '3': 0.9986501 };
  for (const [bound, share] of Object.entries(shares))
    expect(Math.abs(meanOf((x) => Number(x < Number(bound))) - share)).toBeLessThan(
      5 * Math.sqrt((share * (1 - share)) / SIZE),
    );
});

test('neighbours, of one counter or of two, have nothing to do with each other', () => {
  for (const lag of [1, 16, 32, 64]) {
    let sum = 0;
    for (let i = lag; i < SIZE; i++) sum += (numbers[i] ?? NaN) * (numbers[i - lag] ?? NaN);
    expect(Math.abs(sum / SIZE)).toBeLessThan(5 / Math.sqrt(SIZE));
  }
});

test('a number depends on the seed and its place, and is scaled', () => {
  expect(numbersOf([1, 2], 100)).toEqual(numbers.slice(0, 100));
  expect(numbersOf([1, 3], 100)).not.toEqual(numbers.slice(0, 100));
  expect(numbersOf([2, 2], 100)).not.toEqual(numbers.slice(0, 100));
  numbersOf([1, 2], 100, 0.02).forEach((x, i) => expect(x).toBeCloseTo(0.02 * (numbers[i] ?? NaN), 8));
});

test('in bfloat16 they are those of float32, rounded; and nothing leaks', () => {
  expectNoLeakedTensors(() => {
    const weight = Bfloat16Weight.fromRandom({ shape: [3, 33], seed: [1, 2], standardDeviation: 1 });
    const exact = tf.tensor(numbers.slice(0, 99), [3, 33]);
    const rounded = Bfloat16Weight.fromTensor(exact);
    tf.tidy(() => expect(weight.value().dataSync()).toEqual(rounded.value().dataSync()));
    for (const each of [weight, rounded, exact]) each.dispose();
  });
});

test('one thread makes the same numbers as several', () => {
  const program = fileURLToPath(new URL('../testing/hash-random-normal.ts', import.meta.url));
  const hash = execFileSync(process.execPath, ['--import', 'tsx', program, String(SIZE)], {
    env: { ...process.env, TF_NUM_INTRAOP_THREADS: '1' },
    encoding: 'utf8',
  });
  expect(hash).toBe(hashText(new Uint8Array(numbers.buffer)));
});
