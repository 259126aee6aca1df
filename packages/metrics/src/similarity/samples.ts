import { UserError } from '@lamella/core';
import type { Matrix } from './matrix.ts';

/** Checks that two representations hold the same samples, and enough of them for the measure. */
export function checkSamples(
  x: Matrix,
  y: Matrix,
  { measure, minimum }: { measure: string; minimum: number },
): void {
  for (const { rows, columns, data } of [x, y]) {
    if (data.length !== rows * columns) {
      throw new RangeError(`Expected ${rows} x ${columns} = ${rows * columns} numbers, got ${data.length}`);
    }
  }
  if (x.rows !== y.rows) {
    throw new RangeError(
      `Expected the same samples in both representations, got ${x.rows} and ${y.rows} rows`,
    );
  }
  if (x.rows < minimum) {
    throw new UserError(
      `${measure} needs at least ${minimum} samples, got ${x.rows}. Measure on more samples.`,
      { exitCode: 2 },
    );
  }
}
