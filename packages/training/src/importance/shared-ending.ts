import type { Batch, EncodedExample } from '@lamella/datasets';

/**
 * The ending that most examples share: the longest sequence of tokens in which more than half of them end, such as a newline, or a
 * full stop and the separator. Examples that are cut at `maxLength` tokens say nothing of it, unless all are.
 *
 * @returns the tokens, none if most examples share no last token
 */
export function sharedEnding(examples: readonly EncodedExample[], maxLength: number): number[] {
  const whole = examples.filter(({ ids }) => ids.length < maxLength);
  const counted = whole.length > 0 ? whole : examples;
  const ending: number[] = [];
  for (let alike = counted; ;) {
    const before = -1 - ending.length;
    const next = commonest(alike.flatMap(({ ids }) => ids.at(before) ?? []));
    const sharing = alike.filter(({ ids }) => next !== undefined && ids.at(before) === next);
    if (next === undefined || sharing.length <= counted.length / 2) return ending;
    ending.unshift(next);
    alike = sharing;
  }
}

function commonest(tokens: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  return [...counts].reduce<readonly [number | undefined, number]>(
    (a, b) => (b[1] > a[1] ? b : a),
    [undefined, 0],
  )[0];
}

/**
 * A batch's attention mask without what each row has of an ending: its last tokens, as far as they are the ending's last ones. A
 * row of nothing else keeps its first token.
 *
 * @returns [B, T]
 */
export function contentMask(
  { size, length, inputIds, attentionMask }: Pick<Batch, 'size' | 'length' | 'inputIds' | 'attentionMask'>,
  ending: readonly number[],
): Int32Array {
  const mask = attentionMask.slice();
  for (let row = 0; row < size; row++) {
    const start = row * length;
    const last = attentionMask.subarray(start, start + length).lastIndexOf(1);
    for (let i = 1; i <= ending.length && last - i >= 0; i++) {
      const place = start + last + 1 - i;
      if (inputIds[place] !== ending.at(-i)) break;
      mask[place] = 0;
    }
  }
  return mask;
}
