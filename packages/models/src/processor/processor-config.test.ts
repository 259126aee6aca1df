import { join } from 'node:path';
import { listenToWarnings } from '@lamella/core';
import { readJsonFile } from '@lamella/files';
import { openLlava } from '../testing/llava-fixture.ts';
import { readLlavaConfig } from '../llava/llava-config.ts';
import { readImageText } from './processor-config.ts';

const { folder } = openLlava();
const config = readLlavaConfig(
  readJsonFile(join(folder, 'config.json')) as Record<string, unknown>,
  'config.json',
);
const read = (source: object): string => readImageText({ ...source }, 'here', config);

test('the image text, which may be left out', () => {
  expect(read({})).toBe('<image>');
  expect(read({ image_token: '<picture>', patch_size: 7, vision_feature_select_strategy: 'default' })).toBe(
    '<picture>',
  );
  // As transformers 4 saves what it was not told.
  expect(read({ patch_size: null, vision_feature_select_strategy: null })).toBe('<image>');
});

test.each([
  [
    { patch_size: 14 },
    'Expected "patch_size" in here to be 7 as in config.json, got 14: an image would have another number of tokens than the model makes of it.',
  ],
  [
    { vision_feature_select_strategy: 'full' },
    'Expected "vision_feature_select_strategy" in here to be "default" as in config.json, got "full"',
  ],
  [{ num_additional_image_tokens: 0 }, 'Expected "num_additional_image_tokens" in here to be 1, got 0'],
  [{ image_token: null }, 'Expected "image_token" in here to be a text, got null.'],
])('%j is an error', (source, message) => {
  expect(() => read(source)).toThrow(message);
});

test('an unknown field is named', () => {
  const warnings: string[] = [];
  const end = listenToWarnings((message) => void warnings.push(message));
  read({ video_token: '<video>', processor_class: 'LlavaProcessor' });
  end();
  expect(warnings).toEqual(['Unknown field "video_token" in here: ignored.']);
});
