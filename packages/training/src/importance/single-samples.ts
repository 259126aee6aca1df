import { type Batch, makeBatches } from '@lamella/datasets';

/** The samples of batches one by one, each a padded batch of its own; rows and texts that only fill up a batch are left out. */
export function* singleSamples(batches: Iterable<Batch>): Iterable<Batch> {
  for (const batch of batches) {
    for (const [sample, weight] of batch.weights.entries()) {
      if (weight === 0) continue;
      if (batch.packing === undefined) yield takeRow(batch, sample);
      else yield* takeText(batch, sample);
    }
  }
}

/** A text of packed rows in a row of its own, whose padding may be any token. */
function takeText(batch: Batch, text: number): Iterable<Batch> {
  const { packing, inputIds, tokenTypeIds, tokenLabels, labels, exampleIds } = batch;
  const [begin = 0, end = 0] = [
    packing?.segments.indexOf(text),
    (packing?.segments.lastIndexOf(text) ?? 0) + 1,
  ];
  const cut = (values: Int32Array): number[] => [...values.subarray(begin, end)];
  const example = {
    ...{
      id: exampleIds[text] ?? NaN,
      ids: cut(inputIds),
      typeIds: cut(tokenTypeIds),
      label: labels[text] ?? NaN,
    },
    ...(tokenLabels !== undefined && { tokenLabels: cut(tokenLabels) }),
  };
  return makeBatches([example], { batchSize: 1, padId: 0 });
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
