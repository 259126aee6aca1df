import { linearCka } from './linear-cka.ts';
import type { Matrix } from './matrix.ts';
import type { RepresentationMeasure } from './representation-measure.ts';

/** Linear CKA between the input and the output of every layer, of all samples at once: it keeps them. */
export class ConsecutiveCka implements RepresentationMeasure {
  readonly #batches: (readonly Matrix[])[] = [];

  add(representations: readonly Matrix[]): void {
    this.#batches.push(representations);
  }

  values(): number[] {
    const [first = []] = this.#batches;
    const whole = first.map((_, l) => joinRows(this.#batches.flatMap((batch) => batch[l] ?? [])));
    return whole.slice(1).map((output, l) => linearCka(whole[l] as Matrix, output));
  }
}

/** The rows of all matrices below one another. */
function joinRows(matrices: readonly Matrix[]): Matrix {
  const rows = matrices.reduce((sum, matrix) => sum + matrix.rows, 0);
  const columns = matrices[0]?.columns ?? 0;
  const data = new Float32Array(rows * columns);
  let start = 0;
  for (const matrix of matrices) {
    data.set(matrix.data, start);
    start += matrix.data.length;
  }
  return { rows, columns, data };
}
