import { listenToWarnings } from '@lamella/core';
import { readImageProcessorConfig } from './image-processor-config.ts';
import { BICUBIC, BILINEAR } from './resize-image.ts';

test('what is left out is as CLIP has it', () => {
  expect(readImageProcessorConfig({}, 'here')).toEqual({
    padding: undefined,
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
  expect(Object.values(read(none))).toEqual(Array.from({ length: 5 }, () => undefined));
  expect(read({ image_mean: 0.5 }).normalise?.mean).toEqual([0.5, 0.5, 0.5]);
});

test('LLaVA’s own image processor pads to a square in the colour of the mean', () => {
  const source = { image_processor_type: 'LlavaImageProcessor', do_pad: true };
  expect(readImageProcessorConfig(source, 'here').padding).toEqual([122, 116, 104]);
  expect(readImageProcessorConfig({ ...source, do_pad: false }, 'here').padding).toBeUndefined();
});

test('an unknown field is named', () => {
  const warnings: string[] = [];
  const end = listenToWarnings((message) => void warnings.push(message));
  readImageProcessorConfig({ do_thumbnail: true, processor_class: 'LlavaProcessor' }, 'here');
  end();
  expect(warnings).toEqual(['Unknown field "do_thumbnail" in here: ignored.']);
});

test.each([
  [
    { size: { longest_edge: 3 } },
    'Expected "size" in here to be a size in pixels, or "height" and "width", got',
  ],
  [
    { crop_size: 'big' },
    'Expected "crop_size" in here to be a size in pixels, or "height" and "width", got "big".',
  ],
  [{ resample: 1 }, 'Expected "resample" in here to be 2 (bilinear) or 3 (bicubic), got 1.'],
  [{ resample: 'constructor' }, 'to be 2 (bilinear) or 3 (bicubic), got "constructor".'],
  [{ size: 2 ** 14 + 1 }, 'Expected "size" in here to be a size in pixels'],
  [{ image_mean: [1, 2] }, 'Expected "image_mean" in here to be three numbers, got [1,2].'],
  [
    { image_processor_type: 'CLIPImageProcessor', do_pad: true },
    'Expected "do_pad" in here to be false (LlavaImageProcessor alone pads to a square), got true.',
  ],
  [{ do_resize: null }, 'Expected "do_resize" in here to be true or false, got null.'],
  [{ size: { shortest_edge: 3, longest_edge: 4 } }, 'Expected "size" in here to be a size in pixels'],
  [{ rescale_factor: null }, 'Expected "rescale_factor" in here to be a number, got null.'],
  [{ resample: null }, 'to be 2 (bilinear) or 3 (bicubic), got null.'],
  [
    { do_convert_rgb: false },
    'Expected "do_convert_rgb" in here to be true, got false, which is not supported: images that are not RGB would keep their channels.',
  ],
  [{ pad_size: { height: 3, width: 3 } }, 'Expected "pad_size" in here to be null'],
  [
    { image_processor_type: 'SiglipImageProcessor' },
    'Unknown image processor "SiglipImageProcessor". Did you mean "CLIPImageProcessor"?',
  ],
])('%j is an error', (source, message) => {
  expect(() => readImageProcessorConfig(source, 'here')).toThrow(message);
});
