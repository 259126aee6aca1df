import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromBase64, IMAGE_CASES } from '../testing/image-fixtures.ts';
import { hasImageProcessor, loadImageProcessor } from './load-image-processor.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-images-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const png = fromBase64(IMAGE_CASES.cases[0]?.file ?? '');
const write = (name: string, content: object): void =>
  writeFileSync(join(folder, name), JSON.stringify(content));
const crop = (size: number): object => ({ do_resize: false, crop_size: { height: size, width: size } });
const shape = async (): Promise<readonly number[]> => (await loadImageProcessor(folder)(png, 'a.png')).shape;

test('of transformers 4’s file, of transformers 5’s, and of both when they agree', async () => {
  expect(hasImageProcessor(folder)).toBe(false);
  write('preprocessor_config.json', crop(5));
  expect(await shape()).toEqual([3, 5, 5]);
  // Said otherwise, and the same.
  write('processor_config.json', { image_processor: { ...crop(5), resample: 3, do_rescale: true } });
  expect(await shape()).toEqual([3, 5, 5]);
  rmSync(join(folder, 'preprocessor_config.json'));
  write('processor_config.json', { image_processor: crop(6) });
  expect(await shape()).toEqual([3, 6, 6]);
  expect(hasImageProcessor(folder)).toBe(true);
});

test('two files that disagree are an error', () => {
  write('preprocessor_config.json', crop(5));
  write('processor_config.json', { image_processor: crop(6) });
  expect(() => loadImageProcessor(folder)).toThrow(
    /preprocessor_config\.json to say the same as "image_processor" of .*processor_config\.json, got another preprocessing/,
  );
});

test('no preprocessing is an error', () => {
  write('processor_config.json', { image_token: '<image>' });
  expect(hasImageProcessor(folder)).toBe(false);
  expect(() => loadImageProcessor(folder)).toThrow(
    /^Expected the preprocessing of images in .*preprocessor_config\.json, or in .* under "image_processor", got neither\.$/,
  );
});
