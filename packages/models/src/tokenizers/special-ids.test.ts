import { findSpecialIds, tokenText } from './special-ids.ts';

const vocabulary = new Map(['<s>', '<pad>', '</s>', '[PAD]', '[CLS]'].map((token, id) => [token, id]));
const tokenToId = (token: string): number | undefined => vocabulary.get(token);

test('the tokens that files name come before the ids of config.json', () => {
  const named = new Map([
    ['pad_token', '[PAD]'],
    ['bos_token', '<unknown>'],
  ]);
  const config = {
    pad_token_id: 1,
    bos_token_id: 4,
    eos_token_id: [2, 3],
    sep_token_id: -1,
    cls_token_id: null,
  };
  expect(findSpecialIds(named, config, tokenToId)).toEqual({ padId: 3, bosId: 4, eosId: 2 });
});

test('the text model of a larger one', () => {
  expect(findSpecialIds(new Map(), { text_config: { pad_token_id: 1 } }, tokenToId)).toEqual({ padId: 1 });
  expect(findSpecialIds(new Map(), {}, tokenToId)).toEqual({});
});

test('tokenText', () => {
  expect([tokenText('a'), tokenText({ content: 'b' }), tokenText(null), tokenText(3)]).toEqual([
    'a',
    'b',
    undefined,
    undefined,
  ]);
});
