import type { Tokenizer } from '../tokenizers/tokenizer.ts';
import type { Generator, StopReason } from './generator.ts';
import type { Prompt } from './prompt-batch.ts';

/** The continuation of a text. */
export interface GeneratedText {
  /** Without special tokens, up to the stop string that ended it. */
  readonly text: string;
  readonly ids: readonly number[];
  readonly reason: StopReason;
}

/** How texts are read and ended. */
export interface TextOptions {
  readonly tokenizer: Tokenizer;
  /** End a text as soon as one of them shows up in what is new. */
  readonly stopStrings?: readonly string[];
  /** Numbers the batches, which decides what is drawn; see {@link Generator.generate}. */
  readonly firstBatch?: number;
}

/**
 * Continues texts.
 *
 * @returns in the order of the texts
 */
export async function generateTexts(
  generator: Generator,
  texts: readonly string[],
  options: TextOptions,
): Promise<GeneratedText[]> {
  const encodings = await options.tokenizer.encodeBatch(texts);
  return continuePrompts(
    generator,
    encodings.map(({ ids }) => ({ ids, images: [] })),
    options,
  );
}

/**
 * Continues prompts, which may have images in them.
 *
 * @returns in the order of the prompts
 */
export async function continuePrompts(
  generator: Generator,
  prompts: readonly Prompt[],
  { tokenizer, stopStrings = [], firstBatch }: TextOptions,
): Promise<GeneratedText[]> {
  const decode = (ids: readonly number[]): Promise<string> =>
    tokenizer.decode(ids, { skipSpecialTokens: true });
  const isEnd = async (ids: readonly number[]): Promise<boolean> => {
    const text = await decode(ids);
    return stopStrings.some((stop) => text.includes(stop));
  };
  const generated = await generator.generate(
    prompts,
    stopStrings.length === 0 ? undefined : isEnd,
    firstBatch,
  );
  return Promise.all(
    generated.map(async ({ ids, reason }) => ({ text: cutAt(await decode(ids), stopStrings), ids, reason })),
  );
}

/** A text up to the first of the stop strings in it. */
function cutAt(text: string, stopStrings: readonly string[]): string {
  const ends = stopStrings.map((stop) => text.indexOf(stop)).filter((position) => position >= 0);
  return text.slice(0, Math.min(text.length, ...ends));
}
