import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedModelFolder, embeddedModels, isEmbeddedModel } from './embedded-models.ts';

test('every embedded model has a folder with its files', () => {
  expect(embeddedModels()).toContain('mini/roberta');
  for (const name of embeddedModels())
    for (const file of ['config.json', 'model.safetensors', 'tokenizer.json', 'pretraining.json'])
      expect([name, file, existsSync(join(embeddedModelFolder(name), file))]).toEqual([name, file, true]);
});

test('other names are errors that list the valid ones', () => {
  expect(() => embeddedModelFolder('mini/robberta')).toThrow(
    /^Unknown embedded model "mini\/robberta"\. Did you mean "mini\/roberta"\? Valid: .*mini\/roberta/,
  );
  expect(() => embeddedModelFolder('mini/../src')).toThrow(/^Unknown embedded model/);
});

test.each([
  ['mini/roberta', true],
  ['./mini/roberta', false],
  [{ id: 'mini/roberta' }, false],
])('%j', (reference, isEmbedded) => {
  expect(isEmbeddedModel(reference)).toBe(isEmbedded);
});
