import { join } from 'node:path';
import { Dropout, tf } from '@lamella/engine';
import { readJsonFile } from '@lamella/files';
import { embeddedModelFolder } from '@lamella/models/embedded';
import { createModel, loadModel, type Model } from '@lamella/models';
import { exampleSpec } from './testing/example-spec.ts';
import { llavaConfig } from './llava-config.ts';
import { startFromLanguageModel } from './start-from-language-model.ts';

const folder = embeddedModelFolder('mini/llama');

function logits(model: Model): number[][] {
  return tf.tidy(() => {
    const inputIds = tf.tensor2d([[1, 300, 301, 302]], [1, 4], 'int32');
    const outputs = model.forward({ inputIds, attentionMask: tf.onesLike(inputIds) }, new Dropout());
    return (outputs.logits.arraySync() as number[][][])[0] ?? [];
  });
}

test('on texts a new LLaVA says what its language model says; the two new tokens are its own', () => {
  const config = readJsonFile(join(folder, 'config.json')) as Readonly<Record<string, unknown>>;
  const llava = createModel(llavaConfig(exampleSpec, config), { head: 'causal-lm', seed: 1 });
  const languageModel = loadModel(folder, { head: 'causal-lm' });
  startFromLanguageModel(llava, languageModel);
  const [ours, theirs] = [logits(llava), logits(languageModel)];
  expect(ours.map((row) => row.length)).toEqual([4098, 4098, 4098, 4098]);
  expect(ours.map((row) => row.slice(0, 4096))).toEqual(theirs);
  expect(new Set(ours.flatMap((row) => row.slice(4096))).size).toBe(8);
  for (const model of [llava, languageModel]) model.dispose();
});
