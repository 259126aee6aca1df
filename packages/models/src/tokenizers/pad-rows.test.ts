import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workspaceRoot } from '@lamella/core';
import { readJsonFile } from '@lamella/files';
import { loadTokenizer } from './load-tokenizer.ts';
import { padRows } from './pad-rows.ts';
import type { Side, TruncationStrategy } from './tokenizer.ts';

/** Results of Python's transformers: see fixtures/truncation/make_truncation.py. */
interface Cases {
  readonly pairs: readonly {
    readonly family: string;
    readonly pair: readonly [string, string];
    readonly strategy: 'longest_first' | 'only_first' | 'only_second';
    readonly side: Side;
    readonly length: number;
    /** null where Python refuses. */
    readonly ids: number[] | null;
    readonly typeIds: number[] | null;
  }[];
  readonly batches: readonly {
    readonly family: string;
    readonly side: Side;
    readonly texts: string[];
    readonly ids: number[][];
    readonly attentionMask: number[][];
    readonly typeIds: number[][];
  }[];
}

const path = fileURLToPath(new URL('../../fixtures/truncation/cases.json', import.meta.url));
const { pairs, batches } = readJsonFile(path) as Cases;
const open = (family: string) => loadTokenizer(join(workspaceRoot(), 'fixtures', family));

describe.each(['roberta', 'bert', 'llama'])('%s as in Python', (family) => {
  const tokenizer = open(family);

  test('pairs that are cut by every strategy, on both sides', async () => {
    const ofFamily = pairs.filter((each) => each.family === family);
    expect(ofFamily).toHaveLength(36);
    for (const { pair, strategy, side, length: maxLength, ids, typeIds } of ofFamily) {
      const truncation = strategy.replace('_', '-') as TruncationStrategy;
      const options = { maxLength, truncation, truncationSide: side };
      const found = tokenizer.encodeBatch([pair], options);
      if (ids === null)
        await expect(found).rejects.toThrow(/^Expected the (first|second) text to have more than the \d+/);
      else expect((await found)[0]).toMatchObject({ ids, typeIds });
    }
  });

  test.each(['left', 'right'] as const)('a batch padded on the %s', async (side) => {
    const batch = batches.find((each) => each.family === family && each.side === side);
    const { texts = [], ids, attentionMask, typeIds } = batch ?? {};
    const rows = padRows(await tokenizer.encodeBatch(texts), { padId: tokenizer.padId, side });
    expect(rows).toEqual({ ids, attentionMask, typeIds });
  });
});

test('to a given length', () => {
  const rows = [{ ids: [5, 6], typeIds: [0, 1] }];
  expect(padRows(rows, { padId: 9, side: 'right', length: 3 })).toEqual({
    ids: [[5, 6, 9]],
    attentionMask: [[1, 1, 0]],
    typeIds: [[0, 1, 0]],
  });
  expect(() => padRows(rows, { padId: 9, side: 'right', length: 1 })).toThrow(
    'Expected rows of at most 1 tokens, got one of 2.',
  );
  expect(padRows([], { padId: 9, side: 'left' })).toEqual({ ids: [], attentionMask: [], typeIds: [] });
});
