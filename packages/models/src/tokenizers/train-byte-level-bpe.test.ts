import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { workspaceRoot } from '@lamella/core';

import { loadTokenizer } from './load-tokenizer.ts';
import { trainByteLevelBpe, trainDigitwiseBpe } from './train-byte-level-bpe.ts';

const texts = ['hello hello world', 'hello hello world', 'hello hello world, é'];

test('learns what the library in Python learns', () => {
  // ByteLevelBPETokenizer().train_from_iterator(texts, vocab_size=270, special_tokens=[...]) of tokenizers 0.20.3
  const { model } = trainByteLevelBpe(texts, { vocabSize: 270 }) as {
    model: { merges: unknown; vocab: Record<string, number> };
  };
  expect(model.merges).toEqual([
    ['e', 'l'],
    ['h', 'el'],
    ['l', 'o'],
    ['hel', 'lo'],
    ['l', 'd'],
    ['o', 'r'],
    ['w', 'or'],
    ['Ġ', 'hello'],
    ['Ġ', 'wor'],
  ]);
  expect(model.vocab).toMatchObject({
    '<s>': 0,
    '<pad>': 1,
    '</s>': 2,
    '<unk>': 3,
    '<mask>': 4,
    '!': 5,
    '"': 6,
    ł: 259,
    Ń: 260,
    el: 261,
    Ġwor: 269,
  });
  expect(Object.keys(model.vocab)).toHaveLength(270);
});

test('has the form of RoBERTa and works as a model folder', async () => {
  const json = trainByteLevelBpe(texts, { vocabSize: 275 });
  const roberta = JSON.parse(readFileSync(join(workspaceRoot(), 'fixtures/roberta/tokenizer.json'), 'utf8'));
  expect(Object.keys(json)).toEqual(Object.keys(roberta));
  for (const part of ['version', 'normalizer', 'pre_tokenizer', 'post_processor', 'decoder'])
    expect(json[part]).toEqual(roberta[part]);
  const withoutLists = (model: object): object => ({ ...model, vocab: 0, merges: 0 });
  expect(withoutLists(json['model'] as object)).toEqual(withoutLists(roberta.model));

  const folder = mkdtempSync(join(tmpdir(), 'lamella-bpe-'));
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(json));
  writeFileSync(join(folder, 'config.json'), '{"model_type": "roberta"}');
  const tokenizer = loadTokenizer(folder);
  rmSync(folder, { recursive: true });
  expect(tokenizer).toMatchObject({ padId: 1, clsId: 0, sepId: 2, maskId: 4, unkId: 3 });
  const { ids } = await tokenizer.encode('hello <mask> 漢', 'world');
  expect(ids.slice(0, 3)).toEqual([0, 264, 4]);
  expect(await tokenizer.decode(ids, { skipSpecialTokens: true })).toBe('hello 漢world');
});

test('the vocabulary ends when there is nothing more to learn', () => {
  const { model } = trainByteLevelBpe(['ab ab'], { vocabSize: 1000 }) as { model: { merges: unknown } };
  expect(model.merges).toEqual([['a', 'b']]);
});

test('what can not be', () => {
  expect(() => trainByteLevelBpe(texts, { vocabSize: 260 })).toThrow(/size of at least 261 .* got 260/);
  expect(() => trainByteLevelBpe(texts, { vocabSize: 300, specialTokens: ['<s>'] })).toThrow(
    'Expected the special tokens to include </s>.',
  );
});

describe('digit by digit', () => {
  const specialTokens = ['<unk>', '<s>', '</s>'];
  const template = {
    single: [
      ['<s>', 0],
      ['A', 0],
    ],
    pair: [
      ['<s>', 0],
      ['A', 0],
      ['B', 1],
    ],
  } as const;

  test('no token holds more than one digit; texts come back as they were', async () => {
    const sums = Array.from({ length: 50 }, (_, i) => `12 + ${i} = ${12 + i}\n    return x${i}`);
    const json = trainDigitwiseBpe(sums, { vocabSize: 300, specialTokens, template });
    const { vocab } = json['model'] as { vocab: Record<string, number> };
    expect(Object.keys(vocab).filter((token) => /\d/.test(token) && token.length > 1)).toEqual([]);
    expect(vocab).toHaveProperty('Ġreturn');
    const folder = mkdtempSync(join(tmpdir(), 'lamella-bpe-'));
    writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(json));
    writeFileSync(join(folder, 'tokenizer_config.json'), '{"tokenizer_class": "PreTrainedTokenizerFast"}');
    writeFileSync(join(folder, 'config.json'), '{"eos_token_id": 2}');
    const tokenizer = loadTokenizer(folder);
    rmSync(folder, { recursive: true });
    const text = '12 + 345 = 357\n    return x é';
    const { ids } = await tokenizer.encode(text);
    expect(ids[0]).toBe(1);
    expect(ids.slice(1).filter((id) => id === vocab['5'])).toHaveLength(2);
    expect(await tokenizer.decode(ids, { skipSpecialTokens: true })).toBe(text);
    expect((await tokenizer.encode('a', 'b')).typeIds).toEqual([0, 0, 1]);
  });

  test('the template needs its tokens', () => {
    const options = { vocabSize: 300, specialTokens: ['<unk>'], template };
    expect(() => trainDigitwiseBpe(texts, options)).toThrow('Expected the special tokens to include <s>.');
  });
});
