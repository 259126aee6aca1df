import { UserError } from '@lamella/core';
import { configReader, type Fields } from '@lamella/files';

/**
 * Reads `pad_token_id`, the token whose embedding is never trained by a look-up. As in PyTorch, -1 is the last of the vocabulary;
 * an explicit null says that there is none.
 *
 * @param options.fallback what transformers takes where nothing is said
 * @throws {UserError} for a token outside of the vocabulary
 */
export function readPadId(
  source: Fields,
  where: string,
  { vocabularySize, fallback }: { readonly vocabularySize: number; readonly fallback: number | undefined },
): number | undefined {
  const value = source['pad_token_id'];
  if (value === null || (fallback === undefined && value === undefined)) return undefined;
  const found = configReader(source, where).index('pad_token_id', fallback);
  if (found >= -vocabularySize && found < vocabularySize) return found < 0 ? found + vocabularySize : found;
  throw new UserError(
    `Expected "pad_token_id" in ${where} to be below "vocab_size", got ${found} and ${vocabularySize}.`,
  );
}
