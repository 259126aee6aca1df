import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings, workspaceRoot } from '@lamella/core';
import { readJsonFile } from '@lamella/files';
import fc from 'fast-check';
import { loadTokenizer } from '../load-tokenizer.ts';
import { readSpecialTokens } from '../special-token-texts.ts';
import type { Tokenizer } from '../tokenizer.ts';

type Json = Record<string, unknown>;

const fixture = (family: string, ...path: string[]): string =>
  join(workspaceRoot(), 'fixtures', family, ...path);

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lamella-settings-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** The tokenizer of a fixture's tokenizer.json beside other files. */
function load(family: string, config: Json, files: Readonly<Record<string, unknown>> = {}): Tokenizer {
  cpSync(fixture(family, 'tokenizer.json'), join(folder, 'tokenizer.json'));
  cpSync(fixture(family, 'config.json'), join(folder, 'config.json'));
  for (const [name, content] of Object.entries({ 'tokenizer_config.json': config, ...files }))
    writeFileSync(join(folder, name), JSON.stringify(content));
  return loadTokenizer(folder);
}

const idsOf = async (tokenizer: Tokenizer, text: string): Promise<number[]> =>
  (await tokenizer.encode(text)).ids;
const bareIds = async (tokenizer: Tokenizer, text: string): Promise<number[]> =>
  (await tokenizer.encode(text, undefined, { addSpecialTokens: false })).ids;

const words = fc.array(fc.constantFrom('the', 'old', 'Café', 'lighthouse', '漢字', 'ÉCOLE', "don't", '12'), {
  minLength: 1,
  maxLength: 6,
});

test.each(['llama', 'gemma'])(
  "%s: the ends that tokenizer_config.json asks for, whatever tokenizer.json's template says",
  async (family) => {
    const asked = fc.option(fc.boolean(), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(words, asked, asked, async (text, bos, eos) => {
        const className = family === 'llama' ? 'LlamaTokenizerFast' : 'GemmaTokenizer';
        const tokenizer = load(family, {
          tokenizer_class: className,
          ...(bos !== undefined && { add_bos_token: bos }),
          ...(eos !== undefined && { add_eos_token: eos }),
        });
        const around = (middle: number[]): (number | undefined)[] => [
          ...((bos ?? true) ? [tokenizer.bosId] : []),
          ...middle,
          ...(eos === true ? [tokenizer.eosId] : []),
        ];
        const bare = await bareIds(tokenizer, text.join(' '));
        expect(await idsOf(tokenizer, text.join(' '))).toEqual(around(bare));
        const pair = await tokenizer.encode(text.join(' '), text.join(' '));
        expect(pair.ids).toEqual([...around(bare), ...around(bare)]);
      }),
      { numRuns: 25 },
    );
  },
);

test('version 5 leaves the template of tokenizer.json: it reads neither field beside it', async () => {
  const tokenizer = load('llama', {
    tokenizer_class: 'LlamaTokenizer',
    backend: 'tokenizers',
    add_bos_token: false,
    add_eos_token: true,
  });
  const [first, ...rest] = await idsOf(tokenizer, 'the old');
  expect(first).toBe(tokenizer.bosId);
  expect(rest).not.toContain(tokenizer.eosId);
});

test('a BERT folder is read like its vocabulary file with the same fields', async () => {
  const fields = fc.record(
    {
      do_lower_case: fc.boolean(),
      strip_accents: fc.constantFrom(null, true, false),
      tokenize_chinese_chars: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(words, fields, async (text, config) => {
      const fromJson = load('bert', { ...config, tokenizer_class: 'BertTokenizer' });
      rmSync(join(folder, 'tokenizer.json'));
      cpSync(fixture('bert', 'vocab.txt'), join(folder, 'vocab.txt'));
      const fromVocabulary = loadTokenizer(folder);
      rmSync(join(folder, 'vocab.txt'));
      expect(await idsOf(fromJson, text.join(' '))).toEqual(await idsOf(fromVocabulary, text.join(' ')));
    }),
    { numRuns: 40 },
  );
});

test('version 5 makes a Qwen2 tokenizer anew: composed letters, whatever tokenizer.json says', async () => {
  const names = { pad_token: '<|pad|>', eos_token: '<|end_of_text|>', backend: 'tokenizers' };
  const asItStands = load('llama3', { ...names, tokenizer_class: 'PreTrainedTokenizerFast' });
  const madeAnew = load('llama3', { ...names, tokenizer_class: 'Qwen2Tokenizer' });
  const decomposed = 'cafe\u0301';
  expect(await bareIds(asItStands, decomposed)).not.toEqual(await bareIds(asItStands, 'caf\u00e9'));
  expect(await bareIds(madeAnew, decomposed)).toEqual(await bareIds(madeAnew, 'caf\u00e9'));
});

test('a prefix space is the same as a space before the text, with RoBERTa and GPT-2 alike', async () => {
  const plain = load('roberta', { tokenizer_class: 'RobertaTokenizer' });
  const expected = await bareIds(plain, ' lighthouse');
  for (const name of ['RobertaTokenizerFast', 'GPT2Tokenizer']) {
    const prefixed = load('roberta', { tokenizer_class: name, add_prefix_space: true, pad_token: '<pad>' });
    expect(await bareIds(prefixed, 'lighthouse')).toEqual(expected);
  }
  const untouched = load('roberta', {
    tokenizer_class: 'PreTrainedTokenizerFast',
    add_prefix_space: true,
    pad_token: '<pad>',
  });
  expect(await bareIds(untouched, 'lighthouse')).toEqual(await bareIds(plain, 'lighthouse'));
});

test('special tokens that the vocabulary lacks come after it, and texts are searched for them', async () => {
  const extras = { additional_special_tokens: ['<x>', '<y>'], pad_token: '<new pad>' };
  const tokenizer = load('llama', { tokenizer_class: 'LlamaTokenizer', ...extras });
  expect([tokenizer.padId, tokenizer.vocabSize]).toEqual([640, 643]);
  const ids = await idsOf(tokenizer, 'the<y>old<x>');
  expect([ids.at(-1), ids.includes(642)]).toEqual([641, true]);
  expect(await tokenizer.decode([641, 642], { skipSpecialTokens: true })).toBe('');
});

test('special_tokens_map.json counts unless tokenizer_config.json lists its tokens', () => {
  const config = { tokenizer_class: 'LlamaTokenizer', pad_token: '<unk>' };
  const map = { 'special_tokens_map.json': { pad_token: { content: '</s>' } } };
  expect(load('llama', config, map).padId).toBe(2);
  expect(load('llama', { ...config, added_tokens_decoder: {} }, map).padId).toBe(0);
});

test('tokens of added_tokens.json and of added_tokens_decoder are found as a whole', async () => {
  const config = { tokenizer_class: 'LlamaTokenizer', pad_token: '<unk>' };
  const named = load('llama', config, { 'added_tokens.json': { '<b>': 641, '<a>': 640 } });
  expect((await bareIds(named, '<b><a>')).slice(-2)).toEqual([641, 640]);
  rmSync(join(folder, 'added_tokens.json'));
  const listed = load('llama', { ...config, added_tokens_decoder: { '640': { content: '<b>' } } });
  expect(await bareIds(listed, '<b>')).toContain(640);
});

test('the tokens by their roles are those of readSpecialTokens', () => {
  const roles = ['bos', 'eos', 'unk', 'pad', 'mask'];
  const token = fc.constantFrom<unknown>('<s>', '</s>', null, { content: '<unk>' }, '<pad>');
  const named = fc.dictionary(fc.constantFrom(...roles.map((role) => `${role}_token`)), token);
  fc.assert(
    fc.property(named, named, fc.boolean(), fc.boolean(), (config, map, isListed, isNew) => {
      const tokenizer = load(
        'llava',
        {
          tokenizer_class: 'LlamaTokenizer',
          pad_token: '<pad>',
          bos_token: '<s>',
          ...config,
          ...(isListed && { added_tokens_decoder: {} }),
          ...(isNew && { backend: 'tokenizers' }),
          add_bos_token: false,
        },
        { 'special_tokens_map.json': map },
      );
      const texts = readSpecialTokens(folder);
      const json = readJsonFile(fixture('llava', 'tokenizer.json')) as { model: { vocab: Json } };
      const pad = texts['pad_token'];
      if (pad !== undefined && Object.hasOwn(json.model.vocab, pad))
        expect(tokenizer.padId).toBe(json.model.vocab[pad]);
    }),
    { numRuns: 30 },
  );
});

test.each<[string, Json, RegExp]>([
  [
    'a class that is not known',
    { tokenizer_class: 'MyTokenizer' },
    /Expected "tokenizer_class" in .* to be one of/,
  ],
  [
    'special tokens that are split',
    { split_special_tokens: true },
    /"split_special_tokens" in .* not supported/,
  ],
  ['a side that is none', { padding_side: 'both' }, /"padding_side" .* "left" or "right", got "both"/],
  ['a switch that is none', { add_eos_token: 'yes' }, /"add_eos_token" .* true or false, got "yes"/],
  ['an end token that is not there', { add_eos_token: true, eos_token: null }, /asks for a "eos_token"/],
  [
    'a prefix space that tokenizer.json lacks',
    { add_prefix_space: true },
    /"add_prefix_space" .* to be false/,
  ],
  ['a token that is none', { pad_token: 3 }, /"pad_token" of .* a text or a token with its flags, got 3/],
  ['additional tokens that are no list', { additional_special_tokens: 'a' }, /to be a list, got "a"/],
  ['a list of tokens without ids', { added_tokens_decoder: { x: { content: 'a' } } }, /map ids to tokens/],
])('%s is refused by name', (_, config, message) => {
  expect(() => load('llama', { tokenizer_class: 'LlamaTokenizer', ...config })).toThrow(message);
});

test('unknown fields are named in a warning', () => {
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => void warnings.push(message));
  load('llama', { tokenizer_class: 'LlamaTokenizer', pad_token: '<unk>', future: 1, image_token: '<image>' });
  stop();
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/^Unknown field "future" in .*tokenizer_config\.json: ignored\.$/);
});

test('decoded texts are cleaned up where tokenizer_config.json asks for it; from version 5 on not those of BPE', async () => {
  const config = { tokenizer_class: 'PreTrainedTokenizerFast', pad_token: '<|pad|>' };
  const asked = { ...config, clean_up_tokenization_spaces: true };
  const decoded = async (fields: Json): Promise<string> => {
    const tokenizer = load('llama3', fields);
    return await tokenizer.decode(await bareIds(tokenizer, "do n't , stop ."));
  };
  expect(await decoded(config)).toBe("do n't , stop .");
  expect(await decoded(asked)).toBe("don't, stop.");
  expect(await decoded({ ...asked, backend: 'tokenizers' })).toBe("do n't , stop .");
});

test('a truncation without a direction, as tokenizers before 0.11 wrote it, cuts on the right', async () => {
  const json = readJsonFile(fixture('bert', 'tokenizer.json')) as Json;
  const truncation = { max_length: 128, strategy: 'LongestFirst', stride: 0 };
  const config = { tokenizer_class: 'BertTokenizer' };
  const older = load('bert', config, { 'tokenizer.json': { ...json, truncation } });
  const { ids } = await older.encode('the old lighthouse', undefined, { maxLength: 4 });
  expect(ids).toEqual([...(await idsOf(older, 'the old')).slice(0, 3), older.sepId]);
});
