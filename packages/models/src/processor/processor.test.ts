import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { readJsonFile } from '@lamella/files';
import { openLlava } from '../testing/llava-fixture.ts';
import { loadProcessor } from './processor.ts';

const { folder, inputs } = openLlava();
const { reference } = readJsonFile(join(folder, 'reference.json')) as { reference: { texts: string[] } };
const [, maxLength = 0] = inputs.inputIds.shape;
const processor = loadProcessor(folder);

test.each([0, 1, 2])('text %i of the reference with its image', async (row) => {
  const bytes = readFileSync(join(folder, `image${row}.png`));
  const image = await processor.processImage(bytes, `image${row}.png`);
  const { ids, images } = await processor.encode(reference.texts[row] ?? '', [image], { maxLength });
  const [padded, mask] = [inputs.inputIds, inputs.attentionMask].map(
    (tensor) => (tensor.arraySync() as number[][])[row] ?? [],
  );
  expect(ids).toEqual(padded?.filter((_, i) => mask?.[i] === 1));
  expect(images).toEqual([{ image, begin: ids.indexOf(620), count: 16 }]);
});

test('an image without a place in the text is an error, as is a place without an image', async () => {
  const image = { shape: [3, 28, 28] as const, pixelValues: () => new Float32Array() };
  await expect(processor.encode('no image', [image])).rejects.toThrow(
    'Expected 16 image tokens (620) in a row for each of the 1 images of a text, got 0 image tokens.',
  );
  await expect(processor.encode('USER: <image>\n', [])).rejects.toThrow(/got 16 image tokens/);
});

test('refuses a model that reads texts alone', () => {
  const llama = join(workspaceRoot(), 'fixtures', 'llama');
  expect(() => loadProcessor(llama)).toThrow(
    `Expected a model that reads images in ${llama}, got one that reads texts alone.`,
  );
});
