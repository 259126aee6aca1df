import type { EncodedExample } from '../encode-examples.ts';
import { IGNORED_LABEL } from '../language-model/block-batches.ts';

/** Tokens of a prompt and what follows it as an example whose labels are the tokens themselves, those of the prompt left out. */
export function labelAnswer(
  ids: readonly number[],
  { id, promptLength }: { readonly id: number; readonly promptLength: number },
): EncodedExample & { readonly tokenLabels: readonly number[] } {
  const tokenLabels = ids.map((token, position) => (position < promptLength ? IGNORED_LABEL : token));
  return { id, ids, typeIds: ids.map(() => 0), label: 0, tokenLabels };
}
