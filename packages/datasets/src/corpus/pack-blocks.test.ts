import { packBlocks } from './pack-blocks.ts';

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
