import { readImageProcessorConfig } from './image-processor-config.ts';
import { BICUBIC, BILINEAR } from './resize-image.ts';

test('what is left out is as CLIP has it', () => {
  expect(readImageProcessorConfig({}, 'here')).toEqual({
    resize: { size: 224, filter: BICUBIC },
    crop: { height: 224, width: 224 },
    rescaleFactor: 1 / 255,
    normalise: { mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] },
  });
});

test('sizes come in all forms that transformers has written, and steps can be left out', () => {
  const read = (source: object): ReturnType<typeof readImageProcessorConfig> =>
    readImageProcessorConfig({ ...source }, 'here');
  expect(read({ size: 336, crop_size: 300 })).toMatchObject({
    resize: { size: 336 },
    crop: { height: 300, width: 300 },
  });
  expect(read({ size: { shortest_edge: 336 } }).resize?.size).toBe(336);
  expect(read({ size: { height: 3, width: 4 }, resample: 2 }).resize).toEqual({
    size: { height: 3, width: 4 },
    filter: BILINEAR,
  });
  const none = { do_resize: false, do_center_crop: false, do_rescale: false, do_normalize: false };
  expect(Object.values(read(none))).toEqual([undefined, undefined, undefined, undefined]);
});

test.each([
  [
    { size: { longest_edge: 3 } },
    'Expected "size" in here to be a size in pixels, or "height" and "width", found',
  ],
  [
    { crop_size: 'big' },
    'Expected "crop_size" in here to be a size in pixels, or "height" and "width", found "big".',
  ],
  [{ resample: 1 }, 'Expected "resample" in here to be 2 (bilinear) or 3 (bicubic), found 1.'],
  [{ resample: 'constructor' }, 'to be 2 (bilinear) or 3 (bicubic), found "constructor".'],
  [{ size: 2 ** 14 + 1 }, 'Expected "size" in here to be a size in pixels'],
  [{ image_mean: [1, 2] }, 'Expected "image_mean" in here to be three numbers, found [1,2].'],
])('%j is an error', (source, message) => {
  expect(() => readImageProcessorConfig(source, 'here')).toThrow(message);
});
