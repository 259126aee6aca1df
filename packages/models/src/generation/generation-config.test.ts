import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings } from '@lamella/core';
import { readGenerationConfig, readStopIds } from './generation-config.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lamella-generation-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const read = (
  generation: object | undefined,
  config: object = {},
): ReturnType<typeof readGenerationConfig> => {
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  if (generation !== undefined)
    writeFileSync(join(folder, 'generation_config.json'), JSON.stringify(generation));
  return readGenerationConfig(folder);
};

// As `model._prepare_generation_config(None)` of transformers 4.46 and 5.24 has them.
test('end tokens and drawing of generation_config.json, which config.json adds nothing to but end tokens', () => {
  const file = { do_sample: true, temperature: 0.6, top_p: 0.9, eos_token_id: [2, 5] };
  expect(read(file, { eos_token_id: 7, temperature: 0.1, max_length: 3 })).toEqual({
    ...{ stopIds: [2, 5], doSample: true, temperature: 0.6, topK: 50, topP: 0.9 },
    repetitionPenalty: 1,
  });
  expect(read({ top_k: 0, top_p: 1, min_p: 0 }, { eos_token_id: 7 })).toEqual({
    ...{ stopIds: [7], doSample: false, repetitionPenalty: 1 },
  });
});

test('without the file, the fields of config.json', () => {
  const config = { do_sample: true, temperature: 0.5, max_length: 50, eos_token_id: [2, 5], num_beams: null };
  expect(read(undefined, config)).toMatchObject({
    stopIds: [2, 5],
    temperature: 0.5,
    maxLength: 50,
    topK: 50,
  });
  const nested = { text_config: { eos_token_id: 9, repetition_penalty: 1.5 }, hidden_size: 4 };
  expect(read(undefined, nested)).toMatchObject({ stopIds: [9], repetitionPenalty: 1.5 });
  rmSync(join(folder, 'config.json'));
  expect(readGenerationConfig(folder).stopIds).toBeUndefined();
});

test('what isn’t done is refused by name, what nobody knows is named', () => {
  expect(() => read({ num_beams: 4, no_repeat_ngram_size: 3, use_cache: false })).toThrow(
    `Expected "num_beams" in ${join(folder, 'generation_config.json')} to be null or 1, got 4, which is not supported: texts are continued one way each.\n` +
      `Expected "no_repeat_ngram_size" in ${join(folder, 'generation_config.json')} to be null or 0, got 3`,
  );
  expect(() => read({ eos_token_id: 'x' })).toThrow('to be a token\'s id or a list of them, got "x"');
  expect(() => read({ temperature: 'hot' })).toThrow('Expected "temperature" in');
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => void warnings.push(message));
  read({ top_q: 1 });
  stop();
  expect(warnings).toEqual([`Unknown field "top_q" in ${join(folder, 'generation_config.json')}: ignored.`]);
});

test('end tokens alone, of a file that is refused otherwise', () => {
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ eos_token_id: 7 }));
  expect(readStopIds(folder)).toEqual([7]);
  writeFileSync(
    join(folder, 'generation_config.json'),
    JSON.stringify({ num_beams: 4, eos_token_id: [2, 5] }),
  );
  expect(readStopIds(folder)).toEqual([2, 5]);
});
