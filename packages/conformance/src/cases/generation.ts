import {
  Generator,
  loadTokenizer,
  type Model,
  placeImages,
  type Prompt,
  type Tokenizer,
} from '@lamella/models';
import type { CaseOutcome } from '../case-result.ts';
import { compareExactly } from '../compare.ts';
import type { FamilyReference, Mode } from '../family-reference.ts';
import type { ReferenceJson } from '../formats.ts';

type Generation = NonNullable<ReferenceJson['generation']>;

/** Greedy decoding of the reference's prompts: one at a time, all in one batch, and with a stop at the end of the text. */
export async function generationCases(family: FamilyReference, mode: Mode): Promise<CaseOutcome[]> {
  const { generation } = family.reference.json;
  if (generation === undefined) return [];
  const tokenizer = loadTokenizer(family.folder);
  const model = family.loadModel();
  try {
    const prompts = readPrompts(family, generation);
    const run = { generation, prompts, tokenizer, mode };
    return [
      await compareTokens('one prompt at a time', model, { ...run, batchSize: 1 }),
      await compareTokens('in a batch', model, { ...run, batchSize: generation.prompts.length }),
      await compareStops(model, run),
    ].map((outcome) => ({ ...outcome, name: `generation: ${outcome.name}, ${mode}` }));
  } finally {
    model.dispose();
  }
}

interface GenerationRun {
  readonly generation: Generation;
  readonly prompts: readonly Prompt[];
  readonly tokenizer: Tokenizer;
  readonly mode: Mode;
  readonly batchSize?: number;
}

/** The prompts, with the image that each one shows. */
function readPrompts({ images: shown }: FamilyReference, { prompts }: Generation): Prompt[] {
  return prompts.map(({ prompt_ids: ids, image }) => {
    const images = shown?.images.filter((_, i) => i === image) ?? [];
    return { ids, images: shown === undefined ? [] : placeImages(ids, images, shown.tokens) };
  });
}

async function generate(
  model: Model,
  { generation, prompts, tokenizer, mode, batchSize }: GenerationRun,
  stopIds: readonly number[],
): Promise<(readonly number[])[]> {
  const generator = new Generator(model, {
    maxNewTokens: generation.new_tokens,
    batchSize: batchSize ?? generation.prompts.length,
    padId: tokenizer.padId,
    stopIds,
    isEager: mode === 'eager',
  });
  try {
    const generated = await generator.generate(prompts);
    return generated.map(({ ids }) => ids);
  } finally {
    generator.dispose();
  }
}

async function compareTokens(name: string, model: Model, run: GenerationRun): Promise<CaseOutcome> {
  const found = await generate(model, run, []);
  return compareExactly(
    name,
    run.generation.prompts.map(({ new_ids: expected }, i) => ({
      label: `prompt ${i}`,
      found: found[i],
      expected,
    })),
  );
}

async function compareStops(model: Model, run: GenerationRun): Promise<CaseOutcome> {
  const { eosId } = run.tokenizer;
  const found = await generate(model, run, eosId === undefined ? [] : [eosId]);
  return compareExactly(
    'stop at the end of the text',
    run.generation.prompts.map(({ hf_generate_with_eos_stop: expected }, i) => ({
      label: `prompt ${i}`,
      found: found[i],
      expected,
    })),
  );
}
