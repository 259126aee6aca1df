import { join } from 'node:path';
import { writeFileAtomically } from '@lamella/files';
import { loadTokenizer, type Tokenizer, trainByteLevelBpe, trainDigitwiseBpe } from '@lamella/models';
import type { PretrainingSpec } from './pretraining-spec.ts';
import { tokenizerRecipe } from './tokenizer-recipe.ts';

/** Learns the family's tokenizer from every n-th text and writes its files. */
export async function makeTokenizer(
  { tokenizer, family }: PretrainingSpec,
  texts: readonly string[],
  folder: string,
): Promise<Tokenizer> {
  const { specialTokens, template, config } = tokenizerRecipe(family);
  const sample = texts.filter((_, i) => i % tokenizer.every === 0);
  const options = { vocabSize: tokenizer.vocabularySize, specialTokens };
  const json =
    template === undefined
      ? trainByteLevelBpe(sample, options)
      : trainDigitwiseBpe(sample, { ...options, template });
  await writeFileAtomically(join(folder, 'tokenizer.json'), `${JSON.stringify(json)}\n`);
  await writeFileAtomically(join(folder, 'tokenizer_config.json'), `${JSON.stringify(config, null, 2)}\n`);
  return loadTokenizer(folder);
}
