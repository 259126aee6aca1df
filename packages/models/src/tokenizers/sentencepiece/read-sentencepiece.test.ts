import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError, workspaceRoot } from '@lamella/core';
import { readJsonFile } from '@lamella/files';
import fc from 'fast-check';
import { loadTokenizer } from '../load-tokenizer.ts';
import { readSentencePiece } from './read-sentencepiece.ts';

const fixtures = join(workspaceRoot(), 'fixtures/files');

/** Results of the tokenizers of Python's transformers that run SentencePiece itself. */
interface Cases {
  readonly singles: readonly {
    readonly text: string;
    readonly ids: number[];
    readonly ids_no_special: number[];
    readonly decoded?: string;
  }[];
  readonly pairs?: readonly {
    readonly text: string;
    readonly pair: string;
    readonly ids: number[];
    readonly token_type_ids: number[];
  }[];
}

describe.each(['spm-unigram', 'spm-bpe'])('%s as in Python', (name) => {
  const folder = join(fixtures, name);
  const cases = readJsonFile(join(folder, 'cases.json')) as Cases;
  const tokenizer = loadTokenizer(folder);

  test('texts', async () => {
    expect(cases.singles).toHaveLength(60);
    for (const { text, ids, ids_no_special: bareIds, decoded } of cases.singles) {
      const bare = await tokenizer.encode(text, undefined, { addSpecialTokens: false });
      expect([text, (await tokenizer.encode(text)).ids, bare.ids]).toEqual([text, ids, bareIds]);
      if (decoded !== undefined) expect(await tokenizer.decode(bareIds)).toBe(decoded);
    }
  });

  test('pairs', async () => {
    for (const { text, pair, ids, token_type_ids: typeIds } of cases.pairs ?? []) {
      const [encoding] = await tokenizer.encodeBatch([[text, pair]]);
      expect(encoding).toMatchObject({ ids, typeIds });
    }
  });
});

describe('what other files say', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lamella-spm-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const copy = (name: string, file: string, config: object, tokenizerConfig: object = {}) => {
    cpSync(join(fixtures, name, file), join(folder, file));
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify(tokenizerConfig));
    return loadTokenizer(folder);
  };

  test('special tokens of DeBERTa', () => {
    expect(copy('spm-unigram', 'spm.model', { model_type: 'deberta-v2' })).toMatchObject({
      padId: 0,
      clsId: 1,
      sepId: 2,
      unkId: 3,
      maskId: 4,
      vocabSize: 398,
    });
  });

  test('a special token that is no piece is numbered after them, as [MASK] of deberta-v3-base', async () => {
    const names = { mask_token: '<mask>' };
    const tokenizer = copy('spm-unigram', 'spm.model', { model_type: 'deberta-v2' }, names);
    expect(tokenizer).toMatchObject({ maskId: 398, vocabSize: 399 });
    expect((await tokenizer.encode('<mask>')).ids).toEqual([1, 398, 2]);
  });

  test('lower case', async () => {
    const plain = copy('spm-unigram', 'spm.model', { model_type: 'deberta-v2' });
    const expected = (await plain.encode('the cat')).ids;
    const lower = copy('spm-unigram', 'spm.model', { model_type: 'deberta-v2' }, { do_lower_case: true });
    expect((await lower.encode('THE Cat')).ids).toEqual(expected);
  });

  test('tokens at the beginning and the end of LLaMA texts', async () => {
    const config = { model_type: 'llama' };
    const options = { legacy: false, add_bos_token: false, add_eos_token: true };
    const tokenizer = copy('spm-bpe', 'tokenizer.model', config, options);
    const { ids } = await tokenizer.encode('Hello world', 'x');
    expect([ids[0], ids.at(-1), ids.filter((id) => id === 2).length]).toEqual([374, 2, 2]);
  });

  test('the space before texts in legacy mode comes after special tokens, too', async () => {
    const config = { model_type: 'llama' };
    const legacy = copy('spm-bpe', 'tokenizer.model', config);
    const modern = copy('spm-bpe', 'tokenizer.model', config, { legacy: false });
    const ids = async (tokenizer: typeof legacy) => (await tokenizer.encode('<s>Hello')).ids;
    expect(await ids(legacy)).toEqual([1, 1, 374]);
    expect(await ids(modern)).not.toEqual([1, 1, 374]);
  });

  test('another family is refused', () => {
    expect(() => copy('spm-bpe', 'tokenizer.model', { model_type: 'gemma' })).toThrow(
      /tokenizer\.model, a bpe model, to be a tokenizer of the LLaMA family, got "gemma"\. For others, Python writes/,
    );
    rmSync(join(folder, 'tokenizer.model'));
    expect(() =>
      copy('spm-unigram', 'spm.model', { model_type: 'deberta-v2' }, { tokenizer_class: 'T5Tokenizer' }),
    ).toThrow(/to be a tokenizer of the DeBERTa-v2 family, got "T5Tokenizer"/);
  });
});

test('changed anywhere, a model is refused with a clear error or gives a tokenizer that encodes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-spm-'));
  const whole = readFileSync(join(fixtures, 'spm-unigram/spm.model'));
  writeFileSync(join(folder, 'config.json'), '{"model_type": "deberta-v2"}');
  const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) });
  const damage = fc.record({ changes: fc.array(change, { maxLength: 3 }), length: fc.nat(whole.length) });
  await fc.assert(
    fc.asyncProperty(damage, fc.boolean(), async ({ changes, length }, isCut) => {
      const bytes = Buffer.from(isCut ? whole.subarray(0, length) : whole);
      for (const { at, to } of changes) if (at < bytes.length) bytes[at] = to;
      writeFileSync(join(folder, 'spm.model'), bytes);
      try {
        const tokenizer = loadTokenizer(folder);
        expect((await tokenizer.encode('ﬁne ½ ＦＵＬＬ naïve')).ids.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
    { numRuns: 30 },
  );
  rmSync(folder, { recursive: true });
});

test('a file that is far too large is not read', () => {
  const files = { tokenizerConfig: {}, specialTokensMap: {}, config: {} };
  const folder = mkdtempSync(join(tmpdir(), 'lamella-spm-'));
  const path = join(folder, 'spm.model');
  writeFileSync(path, Buffer.alloc(2 ** 26 + 1));
  expect(() => readSentencePiece(path, files)).toThrow(
    `Expected at most 67108864 bytes of a model of SentencePiece in ${path}, got 67108865.`,
  );
  rmSync(folder, { recursive: true });
});
