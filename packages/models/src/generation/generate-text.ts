import type { Tokenizer } from '../tokenizers/tokenizer.ts';
import type { Generator, StopReason } from './generator.ts';

/** The continuation of a text. */
export interface GeneratedText {
  /** Without special tokens, up to the stop string that ended it. */
  readonly text: string;
  readonly ids: readonly number[];
  readonly reason: StopReason;
}

/**
 * Continues texts.
 *
 * @param stopStrings end a text as soon as one of them shows up in what is new
 * @returns in the order of the texts
 */
export async function generateTexts(
  generator: Generator,
  texts: readonly string[],
  {
    tokenizer,
    stopStrings = [],
  }: { readonly tokenizer: Tokenizer; readonly stopStrings?: readonly string[] },
): Promise<GeneratedText[]> {
  const prompts = (await tokenizer.encodeBatch(texts)).map(({ ids }) => ids);
  const decode = (ids: readonly number[]): Promise<string> =>
    tokenizer.decode(ids, { skipSpecialTokens: true });
  const isEnd = async (ids: readonly number[]): Promise<boolean> => {
    const text = await decode(ids);
    return stopStrings.some((stop) => text.includes(stop));
  };
  const generated = await generator.generate(prompts, stopStrings.length === 0 ? undefined : isEnd);
  return Promise.all(
    generated.map(async ({ ids, reason }) => ({ text: cutAt(await decode(ids), stopStrings), ids, reason })),
  );
}

/** A text up to the first of the stop strings in it. */
function cutAt(text: string, stopStrings: readonly string[]): string {
  const ends = stopStrings.map((stop) => text.indexOf(stop)).filter((position) => position >= 0);
  return text.slice(0, Math.min(text.length, ...ends));
}
