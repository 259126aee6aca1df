import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { loadTokenizer } from '../load-tokenizer.ts';
import { tieBreaker } from './break-ties.ts';

const folder = join(workspaceRoot(), 'fixtures', 'files', 'spm-unigram');

// By DebertaV2Tokenizer of transformers 4.46.3, which runs SentencePiece itself.
test.each<[string, number[]]>([
  ['lll', [1, 5, 141, 96, 2]],
  ['the xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', [1, 6, 93, 61, 42, 42, 61, 61, 61, 61, 61, 61, 2]],
  ['the the xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', [1, 6, 6, 93, 61, 42, 42, 61, 61, 61, 2]],
  [
    'lllllllllllllllllllllllllll',
    [1, 5, 141, 96, 141, 141, 141, 141, 141, 141, 141, 141, 141, 141, 141, 141, 2],
  ],
  [
    'lllllllllllllllllllllllll [SEP] lll',
    [1, 5, 141, 96, 141, 141, 141, 141, 141, 141, 141, 141, 141, 141, 141, 2, 5, 141, 96, 2],
  ],
])('%s', async (text, ids) => {
  expect((await loadTokenizer(folder).encode(text)).ids).toEqual(ids);
});

test('a text keeps its places, and what is cut from it is cut from the new tokens', async () => {
  const tokenizer = loadTokenizer(folder);
  const { ids, offsets } = await tokenizer.encode('lll');
  expect(offsets.slice(1, -1)).toEqual([
    [0, 0],
    [0, 2],
    [2, 3],
  ]);
  expect((await tokenizer.encode('lll', undefined, { maxLength: 4 })).ids).toEqual([
    ...ids.slice(0, 3),
    ...ids.slice(-1),
  ]);
});

const model = {
  type: 'Unigram',
  unk_id: 0,
  vocab: [
    ['<unk>', 0],
    ['a', -2],
    ['aa', -3],
    ['▁b', -1],
  ],
};

test('two neighbours that could change places make a tie, tokens that are found as a whole and others do not', () => {
  const breakTies = tieBreaker({ model, added_tokens: [{ id: 2 }] });
  const other = tieBreaker({ model, added_tokens: [] });
  expect([other?.hasTies([3, 1, 2]), other?.hasTies([3, 1, 1, 0]), breakTies?.hasTies([1, 2])]).toEqual([
    true,
    false,
    false,
  ]);
  expect(tieBreaker({ model: { type: 'BPE' } })).toBeUndefined();
});
