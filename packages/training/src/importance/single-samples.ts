import type { Batch } from '@lamella/datasets';

/** The samples of batches one by one, each a batch of its own; rows that only fill up a batch are left out. */
export function* singleSamples(batches: Iterable<Batch>): Iterable<Batch> {
  for (const batch of batches) {
    if (batch.packing !== undefined) throw new Error('Expected rows of one text each, got packed ones');
    for (let row = 0; row < batch.size; row++) if ((batch.weights[row] ?? 0) > 0) yield takeRow(batch, row);
  }
}

/** Every array of a batch holds the rows one after another; images stay together. */
function takeRow({ images, ...batch }: Batch, row: number): Batch {
  const cut = (value: unknown): unknown => {
    if (!(value instanceof Int32Array || value instanceof Float32Array)) return value;
    const width = value.length / batch.size;
    return value.slice(row * width, (row + 1) * width);
  };
  const fields = Object.entries(batch).map(([name, value]) => [name, cut(value)] as const);
  return {
    ...(Object.fromEntries(fields) as unknown as Batch),
    ...(images !== undefined && { images: { ...images, places: cut(images.places) as Int32Array } }),
    size: 1,
  };
}
