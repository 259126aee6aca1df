import { UserError } from '@lamella/core';
import { ckaFromCrossMoments } from './cross-moments.ts';
import { addCrossProduct, at, columnSums, subtractFromRows, type Matrix } from './matrix.ts';
import { checkSamples } from './samples.ts';

/**
 * Linear CKA of two representations whose samples come in batches. Memory holds products of features, never
 * samples. Sums are shifted by the first sample, for the reason given at {@link ckaFromCrossMoments}.
 *
 * @example
 * const accumulator = new CkaAccumulator(128, 128);
 * for (const { before, after } of batches) accumulator.add(before, after);
 * const importance = 1 - accumulator.cka();
 */
export class CkaAccumulator {
  #n = 0;
  readonly #shiftX: Float64Array;
  readonly #shiftY: Float64Array;
  readonly #sumX: Float64Array;
  readonly #sumY: Float64Array;
  readonly #crossXX: Float64Array;
  readonly #crossXY: Float64Array;
  readonly #crossYY: Float64Array;

  constructor(columnsOfX: number, columnsOfY: number) {
    this.#shiftX = new Float64Array(columnsOfX);
    this.#shiftY = new Float64Array(columnsOfY);
    this.#sumX = new Float64Array(columnsOfX);
    this.#sumY = new Float64Array(columnsOfY);
    this.#crossXX = new Float64Array(columnsOfX * columnsOfX);
    this.#crossXY = new Float64Array(columnsOfX * columnsOfY);
    this.#crossYY = new Float64Array(columnsOfY * columnsOfY);
  }

  /**
   * Adds a batch.
   *
   * @param x [B, D1]
   * @param y [B, D2], the same samples in the same order
   */
  add(x: Matrix, y: Matrix): void {
    checkSamples(x, y, { measure: 'A batch', minimum: 1 });
    checkColumns(x, this.#sumX.length);
    checkColumns(y, this.#sumY.length);
    if (this.#n === 0) {
      this.#shiftX.set(x.data.subarray(0, x.columns));
      this.#shiftY.set(y.data.subarray(0, y.columns));
    }
    const [shiftedX, shiftedY] = [subtractFromRows(x, this.#shiftX), subtractFromRows(y, this.#shiftY)];
    addInPlace(this.#sumX, columnSums(shiftedX));
    addInPlace(this.#sumY, columnSums(shiftedY));
    addCrossProduct(this.#crossXX, shiftedX, shiftedX);
    addCrossProduct(this.#crossXY, shiftedX, shiftedY);
    addCrossProduct(this.#crossYY, shiftedY, shiftedY);
    this.#n += x.rows;
  }

  /**
   * CKA(X, Y) over all samples so far.
   *
   * @throws UserError with fewer than two samples
   */
  cka(): number {
    if (this.#n < 2)
      throw new UserError(`Linear CKA needs at least 2 samples, got ${this.#n}. Measure on more samples.`);
    return ckaFromCrossMoments({
      n: this.#n,
      sumX: this.#sumX,
      sumY: this.#sumY,
      crossXX: this.#crossXX,
      crossXY: this.#crossXY,
      crossYY: this.#crossYY,
    });
  }
}

function checkColumns({ columns }: Matrix, expected: number): void {
  if (columns !== expected) throw new RangeError(`Expected ${expected} features, got ${columns}`);
}

function addInPlace(sum: Float64Array, values: Float64Array): void {
  values.forEach((value, i) => (sum[i] = at(sum, i) + value));
}
