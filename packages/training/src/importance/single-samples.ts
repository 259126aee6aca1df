import type { Batch } from '@lamella/datasets';

/** The samples of batches one by one, each a batch of its own; rows that only fill up a batch are left out. */
export function* singleSamples(batches: Iterable<Batch>): Iterable<Batch> {
  for (const batch of batches) {
    for (let row = 0; row < batch.size; row++) if ((batch.weights[row] ?? 0) > 0) yield takeRow(batch, row);
  }
}

function takeRow(batch: Batch, row: number): Batch {
  const ints = (values: Int32Array): Int32Array => values.slice(...bounds(values));
  const floats = (values: Float32Array): Float32Array => values.slice(...bounds(values));
  const bounds = ({ length }: ArrayLike<number>): [number, number] => {
    const width = length / batch.size;
    return [row * width, (row + 1) * width];
  };
  return {
    size: 1,
    length: batch.length,
    inputIds: ints(batch.inputIds),
    attentionMask: ints(batch.attentionMask),
    tokenTypeIds: ints(batch.tokenTypeIds),
    labels: floats(batch.labels),
    ...(batch.tokenLabels !== undefined && { tokenLabels: ints(batch.tokenLabels) }),
    weights: floats(batch.weights),
    exampleIds: ints(batch.exampleIds),
  };
}
