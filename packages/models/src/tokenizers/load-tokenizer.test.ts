import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { workspaceRoot } from '@lamella/core';

import { loadTokenizer } from './load-tokenizer.ts';
import type { Encoding } from './tokenizer.ts';

const fixtures = join(workspaceRoot(), 'fixtures');

/** Results of Python's transformers for the tokenizer files beside them. */
interface Cases {
  readonly singles: readonly {
    readonly text: string;
    readonly ids: number[];
    readonly ids_no_special: number[];
    readonly offsets: [number, number][];
    readonly decoded: string;
    readonly decoded_skip: string;
  }[];
  readonly pairs: readonly {
    readonly text: string;
    readonly pair: string;
    readonly ids: number[];
    readonly offsets: [number, number][];
    readonly token_type_ids: number[];
    readonly longest_first_10: number[];
  }[];
  readonly padded_batch: {
    readonly texts: string[];
    readonly max_length: number;
    // The file's `side` says "right" everywhere; the rows themselves are those of transformers, left for some families.
    readonly input_ids: number[][];
    readonly attention_mask: number[][];
  };
}

const readCases = (family: string): Cases =>
  JSON.parse(readFileSync(join(fixtures, family, 'tokenizer_cases.json'), 'utf8'));

const families = [
  ...['roberta', 'bert', 'deberta', 'modernbert'],
  ...['llama', 'llama3', 'mistral', 'gemma', 'llava', 'qwen2'],
];

describe.each(families)('%s as in Python', (family) => {
  const tokenizer = loadTokenizer(join(fixtures, family));
  checkCases(tokenizer, readCases(family));
});

/** Registers the tests of all cases. */
function checkCases(tokenizer: ReturnType<typeof loadTokenizer>, cases: Cases): void {
  test('texts', async () => {
    expect(cases.singles.length).toBeGreaterThan(40);
    const batch = await tokenizer.encodeBatch(cases.singles.map(({ text }) => text));
    for (const [
      index,
      { text, ids, ids_no_special, offsets, decoded, decoded_skip },
    ] of cases.singles.entries()) {
      const encoding = await tokenizer.encode(text);
      expect({ text, ids: encoding.ids, offsets: encoding.offsets }).toEqual({ text, ids, offsets });
      expect(batch[index]?.ids).toEqual(ids);
      expect((await tokenizer.encode(text, undefined, { addSpecialTokens: false })).ids).toEqual(
        ids_no_special,
      );
      // The reference's texts are not cleaned up.
      expect(await tokenizer.decode(ids, { cleanUp: false })).toBe(decoded);
      expect(await tokenizer.decode(ids, { skipSpecialTokens: true, cleanUp: false })).toBe(decoded_skip);
    }
  });

  test('pairs, whole and truncated', async () => {
    expect(cases.pairs.length).toBeGreaterThan(4);
    for (const {
      text,
      pair,
      ids,
      offsets,
      token_type_ids: typeIds,
      longest_first_10: cutIds,
    } of cases.pairs) {
      expect(plain(await tokenizer.encode(text, pair))).toEqual({ ids, typeIds, offsets });
      expect((await tokenizer.encode(text, pair, { maxLength: 10 })).ids).toEqual(cutIds);
      if (pair === '') continue;
      const [encoding] = await tokenizer.encodeBatch([[text, pair]], { maxLength: 10 });
      expect(encoding?.ids).toEqual(cutIds);
      expect(await tokenizer.encodeIds([[text, pair]])).toEqual([{ ids, typeIds }]);
    }
  });

  test('a padded batch', async () => {
    const { texts, max_length: maxLength, input_ids, attention_mask } = cases.padded_batch;
    const rows = (await tokenizer.encodeBatch(texts, { maxLength })).map(({ ids }) => ids);
    const longest = Math.max(...rows.map((ids) => ids.length));
    const pad = (row: number[], value: number): number[] => {
      const filler = Array<number>(longest - row.length).fill(value);
      return tokenizer.paddingSide === 'left' ? [...filler, ...row] : [...row, ...filler];
    };
    expect(rows.map((ids) => pad(ids, tokenizer.padId))).toEqual(input_ids);
    expect(
      rows.map((ids) =>
        pad(
          ids.map(() => 1),
          0,
        ),
      ),
    ).toEqual(attention_mask);
  });
}

function plain({ ids, typeIds, offsets }: Encoding): Encoding {
  return { ids, typeIds, offsets };
}

describe('special tokens', () => {
  test.each([
    ['roberta', { padId: 1, bosId: 0, eosId: 2, unkId: 3, sepId: 2, clsId: 0, maskId: 599 }, 600],
    ['bert', { padId: 0, unkId: 1, sepId: 3, clsId: 2, maskId: 4 }, 615],
    ['deberta', { padId: 0, bosId: 1, eosId: 2, unkId: 3, sepId: 2, clsId: 1, maskId: 560 }, 561],
    ['llama', { padId: 0, bosId: 1, eosId: 2, unkId: 0 }, 640],
    ['llama3', { padId: 602, bosId: 600, eosId: 601 }, 603],
    ['mistral', { padId: 2, bosId: 1, eosId: 2, unkId: 0 }, 600],
    ['gemma', { padId: 0, bosId: 2, eosId: 1, unkId: 3 }, 660],
    ['llava', { padId: 621, bosId: 1, eosId: 2, unkId: 0 }, 622],
  ])('%s', (family, specialIds, vocabSize) => {
    expect(loadTokenizer(join(fixtures, family))).toMatchObject({ ...specialIds, vocabSize });
  });
});

describe('folders that are not complete', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'lamella-tokenizer-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const copy = (family: string, ...files: string[]): void => {
    for (const file of files) cpSync(join(fixtures, family, file), join(folder, file));
  };
  const bare = { roberta: ['vocab.json', 'merges.txt'], bert: ['vocab.txt'] } as const;

  describe.each(['roberta', 'bert'] as const)('%s without tokenizer.json', (family) => {
    const setUp = mkdtempSync(join(tmpdir(), 'lamella-tokenizer-'));
    for (const file of ['config.json', 'tokenizer_config.json', ...bare[family]]) {
      cpSync(join(fixtures, family, file), join(setUp, file));
    }
    const tokenizer = loadTokenizer(setUp);
    rmSync(setUp, { recursive: true });
    checkCases(tokenizer, readCases(family));
  });

  const writeQwen2Vocabulary = (place: string): void => {
    const source = join(fixtures, 'qwen2');
    const { model } = JSON.parse(readFileSync(join(source, 'tokenizer.json'), 'utf8')) as {
      model: { vocab: object; merges: readonly (string | readonly string[])[] };
    };
    const merges = model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')));
    writeFileSync(join(place, 'vocab.json'), JSON.stringify(model.vocab));
    writeFileSync(join(place, 'merges.txt'), ['#version: 0.2', ...merges, ''].join('\n'));
    cpSync(join(source, 'config.json'), join(place, 'config.json'));
  };

  describe('qwen2 without tokenizer.json', () => {
    const setUp = mkdtempSync(join(tmpdir(), 'lamella-tokenizer-'));
    writeQwen2Vocabulary(setUp);
    cpSync(join(fixtures, 'qwen2', 'tokenizer_config.json'), join(setUp, 'tokenizer_config.json'));
    const tokenizer = loadTokenizer(setUp);
    rmSync(setUp, { recursive: true });
    checkCases(tokenizer, readCases('qwen2'));
  });

  // The ids are those of transformers 5.24.
  test('qwen2 of transformers 5 without tokenizer.json ends texts if asked to', async () => {
    writeQwen2Vocabulary(folder);
    const config = { backend: 'tokenizers', eos_token: '<|endoftext|>', add_eos_token: true };
    writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify({ ...config, add_bos_token: true }));
    expect((await loadTokenizer(folder).encode('the', 'at')).ids).toEqual([83, 258, 280, 278, 280]);
    writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify({ ...config, add_eos_token: false }));
    expect((await loadTokenizer(folder).encode('')).ids).toEqual([]);
  });

  test.each(['roberta', 'bert'] as const)('%s from the vocabulary alone', async (family) => {
    copy(family, 'config.json', ...bare[family]);
    const whole = loadTokenizer(join(fixtures, family));
    const tokenizer = loadTokenizer(folder);
    const ids = ({ padId, unkId, sepId, clsId, maskId }: typeof whole): unknown => ({
      padId,
      unkId,
      sepId,
      clsId,
      maskId,
    });
    expect(ids(tokenizer)).toEqual(ids(whole));
    const mask = family === 'bert' ? '[MASK]' : '<mask>';
    const text = `The  ${mask} was Hidden.`;
    expect(plain(await tokenizer.encode(text, 'Naïve 漢字'))).toEqual(
      plain(await whole.encode(text, 'Naïve 漢字')),
    );
  });

  test('no tokenizer at all', () => {
    expect(() => loadTokenizer(folder)).toThrow(
      `Expected tokenizer.json, or vocab.json and merges.txt, or vocab.txt, or spm.model, or tokenizer.model in ${folder}, got none. Python writes it`,
    );
  });

  test('vocabulary files of another kind', () => {
    writeFileSync(join(folder, 'vocab.json'), '{"<|endoftext|>": 0}');
    writeFileSync(join(folder, 'merges.txt'), '#version: 0.2\n');
    expect(() => loadTokenizer(folder)).toThrow(
      /Expected the tokens <s> <\/s> in .*vocab\.json: without tokenizer\.json, only/,
    );
  });

  test('a tokenizer.json that is no JSON, or no tokenizer', () => {
    writeFileSync(join(folder, 'tokenizer.json'), '{\n"a": 1,\n}');
    expect(() => loadTokenizer(folder)).toThrow(/tokenizer\.json:3:1: not valid JSON/);
    writeFileSync(join(folder, 'tokenizer.json'), '{}');
    expect(() => loadTokenizer(folder)).toThrow(/tokenizer\.json holds no tokenizer that can be read: ./);
  });

  test('a tokenizer.json that is a list', () => {
    writeFileSync(join(folder, 'tokenizer.json'), '[]');
    expect(() => loadTokenizer(folder)).toThrow(/^Expected a JSON object in .*tokenizer\.json\.$/);
  });

  test('a vocabulary without its token for what is unknown', async () => {
    copy('bert', 'config.json', 'tokenizer_config.json');
    const json = readFileSync(join(fixtures, 'bert', 'tokenizer.json'), 'utf8');
    writeFileSync(
      join(folder, 'tokenizer.json'),
      json.replace(/"unk_token": ?"\[UNK\]"/, '"unk_token": "[none]"'),
    );
    await expect(loadTokenizer(folder).encode('漢字🙂')).rejects.toThrow(
      /^The tokenizer in .* can't be used: WordPiece error: Missing /,
    );
  });

  test('no padding token', () => {
    copy('bert', 'tokenizer.json');
    expect(() => loadTokenizer(folder)).toThrow(
      /Expected a padding token .* Add "pad_token" to its tokenizer_config\.json/,
    );
    writeFileSync(join(folder, 'config.json'), '{"pad_token_id": null, "eos_token_id": [3, 4]}');
    expect(loadTokenizer(folder).padId).toBe(3);
  });

  test('cutting on the left, and a length without room', async () => {
    copy('bert', 'tokenizer.json', 'config.json');
    writeFileSync(join(folder, 'tokenizer_config.json'), '{"truncation_side": "left"}');
    const tokenizer = loadTokenizer(folder);
    const { ids, offsets } = await tokenizer.encode('a b c d', 'a b c');
    const kept = [0, 3, 4, 5, 7, 8, 9];
    const cut = await tokenizer.encode('a b c d', 'a b c', { maxLength: 7 });
    expect(cut.ids).toEqual(kept.map((position) => ids[position]));
    expect(cut.offsets).toEqual(kept.map((position) => offsets[position]));
    await expect(tokenizer.encode('a', 'b', { maxLength: 2 })).rejects.toThrow(
      'leave room for 3 special tokens, got 2',
    );
  });
});

test('a pair with an empty text is a pair in batches, as in Python', async () => {
  const tokenizer = loadTokenizer(join(fixtures, 'roberta'));
  const [inBatch] = await tokenizer.encodeBatch([['a', '']]);
  expect(inBatch?.ids).toEqual([0, 68, 2, 2, 2]);
  expect((await tokenizer.encode('a', '')).ids).toEqual([0, 68, 2]);
});
