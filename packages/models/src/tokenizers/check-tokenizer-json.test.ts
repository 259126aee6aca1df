import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError, workspaceRoot } from '@lamella/core';
import { readJsonFile } from '@lamella/files';
import fc from 'fast-check';
import { checkTokenizerJson } from './check-tokenizer-json.ts';
import { loadTokenizer } from './load-tokenizer.ts';

const families = ['roberta', 'bert', 'deberta', 'llama', 'llama3', 'mistral', 'gemma', 'llava'];
const read = (family: string): Record<string, unknown> =>
  readJsonFile(join(workspaceRoot(), 'fixtures', family, 'tokenizer.json')) as Record<string, unknown>;

test.each(families)('that of %s is sound', (family) => {
  expect(() => checkTokenizerJson(read(family), 'x')).not.toThrow();
});

const charsmap = (...bytes: readonly number[]): object => ({
  normalizer: {
    type: 'Sequence',
    normalizers: [{ type: 'Precompiled', precompiled_charsmap: Buffer.from(bytes).toString('base64') }],
  },
});
const special = (id: unknown): object => ({ SpecialToken: { id, type_id: 0 } });

// Each of these made tokenizers 0.23.2 end the process.
test.each<[string, object, string]>([
  [
    'empty rules of normalisation',
    charsmap(),
    'Expected a sound normalizer in x, got a precompiled_charsmap that is not base64.',
  ],
  [
    'rules that are no text, in a step without a type',
    { normalizer: { precompiled_charsmap: false } },
    'got a precompiled_charsmap that is not base64.',
  ],
  [
    'rules that are not base64',
    { normalizer: { precompiled_charsmap: '***' } },
    'got a precompiled_charsmap that is not base64.',
  ],
  ['rules without a table', charsmap(0, 0, 0, 0), 'x is not a sound SentencePiece model: its normalisation'],
  [
    'rules that lead out of their table',
    charsmap(0, 4, 0, 0, ...Array<number>(1024).fill(0xff)),
    'its normalisation rules lead out of their table.',
  ],
  [
    'a text that is everywhere',
    { normalizer: { type: 'Replace', pattern: { String: '' }, content: 'x' } },
    'got a pattern that matches an empty text: {"String":""}.',
  ],
  [
    'a pattern that is everywhere',
    { normalizer: { type: 'Replace', pattern: { Regex: 'a*' }, content: 'x' } },
    'got a pattern that matches an empty text: {"Regex":"a*"}.',
  ],
  ['nothing to prepend', { normalizer: { type: 'Prepend', prepend: '' } }, 'got an empty text to prepend.'],
  [
    'pieces of no length',
    { pre_tokenizer: { type: 'FixedLength', length: 0 } },
    'Expected a sound pre_tokenizer in x, got pieces of 0 characters.',
  ],
  [
    'a token that is not described',
    {
      post_processor: {
        single: [special('[A]')],
        pair: [special('toString')],
        special_tokens: { '[A]': {} },
      },
    },
    'Expected a sound post_processor in x, got the special token "toString" in "pair", which "special_tokens" does not describe.',
  ],
  [
    'merges without the prefix',
    { model: { type: 'BPE', continuing_subword_prefix: '##', merges: ['a ##b', ['a', 'b']] } },
    'Expected a sound model in x, got the merge ["a","b"], whose second half does not begin with ##.',
  ],
])('%s is refused', (_, json, message) => {
  expect(() => checkTokenizerJson({ ...json }, 'x')).toThrow(message);
  expect(() => checkTokenizerJson({ ...json }, 'x')).toThrow(UserError);
});

test('a pattern that only the library can read is left to it', () => {
  const normalizer = { type: 'Replace', pattern: { Regex: '(?i:a)\\h' }, content: 'x' };
  expect(() => checkTokenizerJson({ normalizer }, 'x')).not.toThrow();
});

test('nesting to any depth', () => {
  let normalizer: unknown = { pattern: { String: '' }, content: '' };
  for (let depth = 0; depth < 100_000; depth++) normalizer = [normalizer];
  expect(() => checkTokenizerJson({ normalizer }, 'x')).toThrow('a pattern that matches an empty text');
});

const VALUES = [null, true, 0, -1, 1.5, 2 ** 32 - 1, 1e308, '', 'a', 'é', '##', '[UNK]', [], {}, ['a', 'b']];
const STEPS = [
  ...['Strip', 'Replace', 'Prepend', 'ByteLevel', 'Metaspace', 'Split', 'FixedLength', 'WordPiece'],
  ...['ByteFallback', 'Fuse', 'CTC', 'BPEDecoder', 'Digits', 'Precompiled', 'Sequence', 'TemplateProcessing'],
];

/** Replaces, somewhere in a value, what a list of numbers leads to. */
function replaceAt(value: unknown, [first = 0, ...rest]: readonly number[], by: unknown): unknown {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const key = keys[first % Math.max(1, keys.length)];
  if (key === undefined || rest.length === 0) return by;
  const changed = replaceAt((value as Record<string, unknown>)[key], rest, by);
  return Array.isArray(value)
    ? value.map((each: unknown, i) => (String(i) === key ? changed : each))
    : { ...(value as object), [key]: changed };
}

test('changed anywhere, a tokenizer.json is refused with a clear error or gives a tokenizer that encodes or says why not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-tokenizer-'));
  writeFileSync(join(folder, 'tokenizer_config.json'), '{"pad_token": "[PAD]"}');
  writeFileSync(join(folder, 'config.json'), '{"pad_token_id": 0}');
  const sources = ['roberta', 'bert', 'llama3', 'gemma'].map(read);
  const change = fc.record({
    source: fc.constantFrom(...sources),
    part: fc.constantFrom(
      'normalizer',
      'pre_tokenizer',
      'post_processor',
      'decoder',
      'model',
      'added_tokens',
    ),
    path: fc.array(fc.nat(1000), { maxLength: 5 }),
    by: fc.oneof(
      fc.constantFrom<unknown>(...VALUES),
      fc.constantFrom(...STEPS).map((type) => ({ type, pattern: { String: 'a' }, content: 'b', length: 2 })),
    ),
  });
  await fc.assert(
    fc.asyncProperty(change, async ({ source, part, path, by }) => {
      const json = { ...source, [part]: replaceAt(source[part], path, by) };
      writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(json));
      try {
        await loadTokenizer(folder).encode('The ﬁne old cat, é\u0301 ', '<s> 12');
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
    { numRuns: 150 },
  );
  rmSync(folder, { recursive: true });
});
