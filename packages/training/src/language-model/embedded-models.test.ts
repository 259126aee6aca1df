import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  causalLmObjective,
  cutBlocks,
  maskedLmObjective,
  type Objective,
  packBlocks,
  type TokenBlocks,
} from '@lamella/datasets';
import { embeddedModels } from '@lamella/models/embedded';
import { loadModel, loadTokenizer, resolveModelFolder, type Tokenizer } from '@lamella/models';
import { evaluateLanguageModel } from './pretrain.ts';

/** Of the kinds that the models were pre-trained on, but not from their texts. */
const PROSE = [
  'The government of the people has asked for peace with all nations, and the Congress will be asked to support it.',
  'The old captain stood upon the deck and looked out over the sea, where a white whale had been seen in the morning.',
  'a small bird of the family of the sparrows, with a short tail and brown feathers.',
];
const MATHS_AND_CODE = [
  'Mary has 12 apples. She buys 5 more. How many apples does Mary have now?\n12 + 5 = 17. The answer is: 17',
  '7 + 8 = 15\n30 - 12 = 18',
  'def add_13(x):\n    """Return x plus 13."""\n    return x + 13',
];

const LENGTH = 32;

async function blocksOf(
  tokenizer: Tokenizer,
  texts: readonly string[],
  pack: typeof packBlocks,
): Promise<TokenBlocks> {
  const encodings = await tokenizer.encodeBatch(texts, { addSpecialTokens: false });
  const { bosId = NaN, eosId = NaN } = tokenizer;
  return pack(
    encodings.map(({ ids }) => ids),
    { length: LENGTH, bosId, eosId },
  );
}

function maskedObjective({ vocabSize, maskId = NaN, padId, clsId = NaN, sepId = NaN }: Tokenizer): Objective {
  return maskedLmObjective({ vocabSize, maskId, specialIds: [padId, clsId, sepId, maskId] });
}

/** The report of a model's pre-training, as far as it matters here. */
interface Report {
  readonly spec: { readonly data: { readonly mix?: object } };
  readonly unigramLoss: number;
}

describe.each(embeddedModels())('%s', (name) => {
  test('loads by its name; its loss is well below that of a unigram model on the texts of its pre-training', async () => {
    const folder = await resolveModelFolder(name);
    const { spec, unigramLoss }: Report = JSON.parse(readFileSync(join(folder, 'pretraining.json'), 'utf8'));
    const texts = spec.data.mix === undefined ? PROSE : [...PROSE, ...MATHS_AND_CODE];
    const tokenizer = loadTokenizer(folder);
    const isMasked = tokenizer.maskId !== undefined;
    const objective = isMasked ? maskedObjective(tokenizer) : causalLmObjective({ specialIds: [] });
    const heldOut = await blocksOf(tokenizer, texts, isMasked ? packBlocks : cutBlocks);
    const model = loadModel(folder, { head: isMasked ? 'masked-lm' : 'causal-lm' });
    const loss = evaluateLanguageModel({ model, objective, heldOut }, { batchSize: 4, seed: 1 });
    model.dispose();
    expect(loss).toBeGreaterThan(0);
    expect(loss).toBeLessThan(0.85 * unigramLoss);
  });

  test('gives texts back', async () => {
    const tokenizer = loadTokenizer(await resolveModelFolder(name));
    for (const text of [...PROSE, ...MATHS_AND_CODE]) {
      const { ids } = await tokenizer.encode(text);
      expect(await tokenizer.decode(ids, { skipSpecialTokens: true })).toBe(text);
    }
  });
});
