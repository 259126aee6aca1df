import { cutBlocks, joinBlocks, packBlocks } from './pack-blocks.ts';

const [BOS, EOS] = [0, 2];

test('packBlocks joins texts by eos, encloses every block and drops what fills none', () => {
  const texts = [[10, 11, 12], [20], [30, 31, 32, 33]];
  expect(packBlocks(texts, { length: 5, bosId: BOS, eosId: EOS })).toEqual({
    count: 3,
    length: 5,
    ids: Int32Array.of(BOS, 10, 11, 12, EOS, BOS, EOS, 20, EOS, EOS, BOS, 30, 31, 32, EOS),
  });
});

test('too little text makes no block', () => {
  expect(packBlocks([[10]], { length: 8, bosId: BOS, eosId: EOS })).toEqual({
    count: 0,
    length: 8,
    ids: new Int32Array(0),
  });
});

test('cutBlocks encloses every text and cuts the stream anywhere', () => {
  const texts = [[10, 11, 12], [20], [30, 31]];
  expect(cutBlocks(texts, { length: 4, bosId: BOS, eosId: EOS })).toEqual({
    count: 3,
    length: 4,
    ids: Int32Array.of(BOS, 10, 11, 12, EOS, BOS, 20, EOS, BOS, 30, 31, EOS),
  });
  expect(cutBlocks(texts, { length: 5, bosId: BOS, eosId: EOS }).count).toBe(2);
});

test('joinBlocks puts blocks of one length together', () => {
  const [one, two] = [
    { count: 1, length: 2, ids: Int32Array.of(1, 2) },
    { count: 2, length: 2, ids: Int32Array.of(3, 4, 5, 6) },
  ];
  expect(joinBlocks([one, two])).toEqual({ count: 3, length: 2, ids: Int32Array.of(1, 2, 3, 4, 5, 6) });
  expect(() => joinBlocks([one, { count: 0, length: 3, ids: new Int32Array(0) }])).toThrow(
    'Expected blocks of 2 tokens to join, got blocks of 3',
  );
});
