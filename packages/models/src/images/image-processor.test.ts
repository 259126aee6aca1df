import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile } from '@lamella/files';
import { openLlava } from '../testing/llava-fixture.ts';
import sharp from 'sharp';
import { fromBase64, IMAGE_CASES } from '../testing/image-fixtures.ts';
import { processImage } from './image-processor.ts';
import { readImageProcessorConfig } from './image-processor-config.ts';

const { folder, images } = openLlava();
const source = readJsonFile(join(folder, 'preprocessor_config.json')) as Record<string, unknown>;

test.each([0, 1, 2])('image %i of the reference becomes the same numbers, to the last bit', async (i) => {
  const bytes = readFileSync(join(folder, `image${i}.png`));
  const image = await processImage(bytes, readImageProcessorConfig(source, 'here'), `image${i}.png`);
  expect(image.shape).toEqual(images[i]?.shape);
  expect([...image.pixelValues()]).toEqual([...(images[i]?.pixelValues() ?? [])]);
});

// It has 30,000 pixels; with the shorter edge enlarged to 224, there would be a thousand million.
test('an image of one row is not enlarged beyond all bounds', async () => {
  const options = { create: { width: 30_000, height: 1, channels: 3, background: 'red' } } as const;
  const bytes = await sharp(options).png().toBuffer();
  await expect(processImage(bytes, readImageProcessorConfig({}, 'here'), 'row.png')).rejects.toThrow(
    'Expected an image of usual proportions in row.png, got 30000 by 1 pixels: with a shorter edge of 224, it would have 1505280000 pixels, more than 178956970.',
  );
});

describe('without resizing', () => {
  const { width, height, cases } = IMAGE_CASES;
  const file = fromBase64(cases[0]?.file ?? '');
  const rgb = fromBase64(cases[0]?.rgb ?? '');
  const process = (crop: { height: number; width: number }): ReturnType<typeof processImage> => {
    const steps = { do_resize: false, do_rescale: false, do_normalize: false };
    return processImage(file, readImageProcessorConfig({ ...steps, crop_size: crop }, 'here'), 'a.png');
  };
  const pixel = (y: number, x: number): number => rgb[(y * width + x) * 3] ?? NaN;

  test('a smaller crop is the centre', async () => {
    const image = await process({ height: 4, width: 3 });
    const [top, left] = [Math.floor((height - 4) / 2), Math.floor((width - 3) / 2)];
    const red = [...image.pixelValues().subarray(0, 12)];
    expect(red).toEqual(Array.from({ length: 12 }, (_, i) => pixel(top + Math.floor(i / 3), left + (i % 3))));
  });

  // As numpy: the image is put in the middle of zeros, with the larger margin above and at the left.
  test('a larger crop has black around the image', async () => {
    const image = await process({ height: height + 3, width: width + 1 });
    const values = image.pixelValues();
    const at = (y: number, x: number): number => values[y * (width + 1) + x] ?? NaN;
    expect([at(0, 5), at(1, 5), at(height + 2, 5), at(4, 0)]).toEqual([0, 0, 0, 0]);
    expect([at(2, 1), at(height + 1, width)]).toEqual([pixel(0, 0), pixel(height - 1, width - 1)]);
  });
});
