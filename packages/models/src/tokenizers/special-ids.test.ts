import { findSpecialIds, tokenText } from './special-ids.ts';

const vocabulary = new Map(['<s>', '<pad>', '</s>', '[PAD]', '[CLS]'].map((token, id) => [token, id]));
const tokenToId = (token: string): number | undefined => vocabulary.get(token);
const none = { tokenizerConfig: {}, specialTokensMap: {}, config: {} };

test('the first file that names a known token wins', () => {
  const files = {
    tokenizerConfig: { pad_token: { content: '[PAD]' }, bos_token: '<unknown>', eos_token: null },
    specialTokensMap: { pad_token: '<pad>', bos_token: '<s>' },
    config: { bos_token_id: 4, eos_token_id: [2, 3], sep_token_id: -1, cls_token_id: null },
  };
  expect(findSpecialIds(files, tokenToId)).toEqual({ padId: 3, bosId: 0, eosId: 2 });
});

test('the text model of a larger one, and the custom of a family', () => {
  expect(findSpecialIds({ ...none, config: { text_config: { pad_token_id: 1 } } }, tokenToId)).toEqual({
    padId: 1,
  });
  expect(findSpecialIds({ ...none, config: { model_type: 'roberta' } }, tokenToId)).toEqual({
    padId: 1,
    bosId: 0,
    eosId: 2,
    sepId: 2,
    clsId: 0,
  });
  expect(findSpecialIds(none, tokenToId)).toEqual({});
});

test('tokenText', () => {
  expect([tokenText('a'), tokenText({ content: 'b' }), tokenText(null), tokenText(3)]).toEqual([
    'a',
    'b',
    undefined,
    undefined,
  ]);
});
