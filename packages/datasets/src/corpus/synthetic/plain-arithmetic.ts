import type { Random } from '@lamella/core';

/** Equations of a text, at most. */
const MAX_LINES = 4;

/** An equation of each kind. Results are whole numbers from 0 up. */
const EQUATIONS: readonly ((random: Random) => string)[] = [
  (random) => add(random.int(100), random.int(100)),
  (random) => add(random.int(20), random.int(20)),
  (random) => subtract(random.int(100), random.int(100)),
  (random) => subtract(random.int(20), random.int(20)),
  (random) => multiply(random.int(13), random.int(13)),
  (random) => multiply(2 + random.int(4), random.int(31)),
  (random) => divide(1 + random.int(12), random.int(13)),
];

/** One to four equations, a line each, such as "3 + 14 = 17": sums and differences below 200, products and quotients of small numbers. */
export function plainArithmetic(random: Random): string {
  const count = 1 + random.int(MAX_LINES);
  return Array.from({ length: count }, () => random.pick(EQUATIONS)(random)).join('\n');
}

function add(a: number, b: number): string {
  return `${a} + ${b} = ${a + b}`;
}

function subtract(a: number, b: number): string {
  return `${a + b} - ${a} = ${b}`;
}

function multiply(a: number, b: number): string {
  return `${a} * ${b} = ${a * b}`;
}

function divide(a: number, b: number): string {
  return `${a * b} / ${a} = ${b}`;
}
