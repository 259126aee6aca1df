import {
  causalLmObjective,
  cutBlocks,
  joinBlocks,
  maskedLmObjective,
  type Objective,
  packBlocks,
  splitHeldOut,
  type TextKind,
  type TextPart,
  type TokenBlocks,
} from '@lamella/datasets';
import type { HeadKind, Tokenizer } from '@lamella/models';
import { familyNamed } from '@lamella/models/families';
import type { PretrainingSpec } from './pretraining-spec.ts';
import { tokenizerRecipe } from './tokenizer-recipe.ts';

/** The data of a pre-training, for training and evaluation. */
export interface PretrainingData {
  readonly objective: Objective;
  readonly vocabularySize: number;
  /** Of all kinds of text. */
  readonly blocks: TokenBlocks;
  readonly heldOut: TokenBlocks;
  /** The held-out blocks of each kind. */
  readonly heldOutByKind: ReadonlyMap<TextKind, TokenBlocks>;
}

/** The parts of a spec that decide how texts are split and packed. */
export type TextDataSpec = Pick<PretrainingSpec, 'family' | 'data' | 'seed'>;

/** The head that a family is pre-trained with. */
export function headOfFamily(family: PretrainingSpec['family']): HeadKind {
  return familyNamed(family).kind === 'encoder' ? 'masked-lm' : 'causal-lm';
}

/** Splits the texts of each kind and packs their tokens into blocks. */
export async function makeData(
  spec: TextDataSpec,
  parts: readonly TextPart[],
  tokenizer: Tokenizer,
): Promise<PretrainingData> {
  const train: TokenBlocks[] = [];
  const heldOutByKind = new Map<TextKind, TokenBlocks>();
  for (const part of parts) {
    const texts = splitPart(part, spec);
    train.push(await toBlocks(texts.train, tokenizer, spec));
    heldOutByKind.set(part.kind, await toBlocks(texts.heldOut, tokenizer, spec));
  }
  return {
    objective: objectiveOf(spec, tokenizer),
    vocabularySize: tokenizer.vocabSize,
    blocks: joinBlocks(train),
    heldOut: joinBlocks([...heldOutByKind.values()]),
    heldOutByKind,
  };
}

/** Made-up texts repeat themselves: what is held out must not be among the rest. */
function splitPart(
  { kind, texts }: TextPart,
  { data, seed }: TextDataSpec,
): { train: readonly string[]; heldOut: readonly string[] } {
  const { train, heldOut } = splitHeldOut(texts, { fraction: data.heldOut, seed });
  if (kind === 'prose') return { train, heldOut };
  const unseen = new Set(heldOut);
  return { train: train.filter((text) => !unseen.has(text)), heldOut };
}

function objectiveOf({ family }: TextDataSpec, tokenizer: Tokenizer): Objective {
  const { specialTokens } = tokenizerRecipe(family);
  const specialIds = specialTokens.map((_, id) => id);
  if (headOfFamily(family) === 'masked-lm')
    return maskedLmObjective({
      vocabSize: tokenizer.vocabSize,
      maskId: requireId(tokenizer.maskId),
      specialIds,
    });
  return causalLmObjective({ specialIds: specialIds.filter((id) => id !== tokenizer.eosId) });
}

async function toBlocks(
  texts: readonly string[],
  tokenizer: Tokenizer,
  { data, family }: TextDataSpec,
): Promise<TokenBlocks> {
  const encodings = await tokenizer.encodeBatch(texts, { addSpecialTokens: false });
  const pack = headOfFamily(family) === 'masked-lm' ? packBlocks : cutBlocks;
  return pack(
    encodings.map(({ ids }) => ids),
    { length: data.blockLength, bosId: requireId(tokenizer.bosId), eosId: requireId(tokenizer.eosId) },
  );
}

function requireId(id: number | undefined): number {
  if (id === undefined) throw new Error('Expected a tokeniser with all its special tokens, got one without');
  return id;
}
