import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { checkCharsmap } from './check-charsmap.ts';
import { generateMerges } from './generate-merges.ts';
import { readProtobuf } from './protobuf.ts';
import { parseSentencePiece, type Piece } from './sentencepiece-model.ts';

const WHERE = 'x.model';

/** A field that holds bytes. */
const field = (number: number, ...value: readonly number[]): number[] => [
  number * 8 + 2,
  value.length,
  ...value,
];
const piece = (text: string, ...more: readonly number[]): number[] =>
  field(1, ...field(1, ...Buffer.from(text)), ...more);
const parse = (...bytes: readonly number[]) => parseSentencePiece(Uint8Array.from(bytes), WHERE);

describe('a model', () => {
  const fixture = (file: string) => {
    const path = join(workspaceRoot(), 'fixtures/files', file);
    return parseSentencePiece(readFileSync(path), path);
  };

  test('unigram', () => {
    const model = fixture('spm-unigram/spm.model');
    expect(model).toMatchObject({ algorithm: 'unigram', unknownId: 3, hasByteFallback: false });
    expect(model.pieces.slice(0, 5).map(({ text, type }) => [text, type])).toEqual([
      ['[PAD]', 'control'],
      ['[CLS]', 'control'],
      ['[SEP]', 'control'],
      ['[UNK]', 'unknown'],
      ['[MASK]', 'user-defined'],
    ]);
    expect(model.pieces[5]?.score).toBeLessThan(0);
    expect(model.charsmap.length).toBeGreaterThan(1e5);
  });

  test('BPE', () => {
    const model = fixture('spm-bpe/tokenizer.model');
    expect(model).toMatchObject({ algorithm: 'bpe', unknownId: 0, hasByteFallback: true });
    expect(model.pieces[3]).toEqual({ text: '<0x00>', score: 0, type: 'byte' });
    expect(model.charsmap).toHaveLength(0);
  });

  test('fields that are left out, unknown ones, and the last of two', () => {
    const trainer = field(2, 3 * 8, 1, 3 * 8, 2, 99 * 8 - 512 + 128, 6, 5);
    expect(parse(...piece('a'), ...trainer)).toEqual({
      algorithm: 'bpe',
      pieces: [{ text: 'a', score: 0, type: 'normal' }],
      unknownId: 0,
      hasByteFallback: false,
      charsmap: new Uint8Array(),
    });
  });
});

test.each<[string, readonly number[], string]>([
  ['no piece', [], 'its unknown piece has the id 0, and there are 0 pieces'],
  ['a piece twice', [...piece('a'), ...piece('a')], 'piece 1, "a", stands there twice'],
  [
    'a piece of endless text',
    [10, 0x84, 5, 10, 0x81, 5, ...Array<number>(641).fill(0x61)],
    'piece 0 has 641 characters, more than 512',
  ],
  ['a piece without text', field(1), 'piece 0 has no text'],
  ['a piece that is not UTF-8', field(1, ...field(1, 0xff)), 'the text of piece 0 is not UTF-8'],
  ['an unknown type of piece', piece('a', 24, 9), 'piece 0 has the type 9'],
  ['a score that is no number', piece('a', 21, 0, 0, 0xc0, 0x7f), 'the score of piece 0 is not a number'],
  ['a score of another size', piece('a', 17, 0, 0, 0, 0, 0, 0, 0, 0), 'the score of piece 0 is not a number'],
  [
    'words as pieces',
    [...piece('a'), ...field(2, 24, 3)],
    'its algorithm is 3; 1 (unigram) and 2 (BPE) are supported',
  ],
  [
    'an unknown piece beyond the end',
    [...piece('a'), ...field(2, 0xc0, 2, 7)],
    'its unknown piece has the id 7',
  ],
  ['a number for a piece', [8, 1], 'a number stands where bytes belong'],
  ['bytes for a number', [...piece('a'), ...field(2, 26, 0)], 'field 3 holds bytes instead of a number'],
  ['a length beyond the end', [10, 200, 1, 0], 'a field of 200 bytes goes beyond the end at byte 3'],
  ['a number that is cut off', [0x80], 'a field of 1 bytes goes beyond the end at byte 1'],
  ['a number without an end', Array<number>(11).fill(0x80), 'a number has more than 10 bytes'],
  ['a group', [11], 'a field has the type 3'],
  ['field 0', [2, 0], 'a field has the number 0'],
])('%s is refused', (_, bytes, message) => {
  expect(() => parse(...bytes)).toThrow(`x.model is not a sound SentencePiece model: ${message}`);
});

test('numbers of protocol buffers', () => {
  const bytes = Uint8Array.of(8, 0xac, 2, 16, ...Array<number>(9).fill(0xff), 1);
  expect([...readProtobuf(bytes, WHERE)]).toEqual([
    { number: 1, value: 300n },
    { number: 2, value: -1n },
  ]);
});

describe('rules of normalisation', () => {
  /** A table that replaces "a" by what begins at a byte of the texts. */
  const charsmap = (value: number, texts: Buffer = Buffer.from('é\0b\0')): Buffer => {
    const units = new Uint32Array(512);
    units[0] = 0; // children at 0 ^ byte
    units[0x61] = 0x61 | (1 << 8) | ((0x61 ^ 0x100) << 10); // leads to 0x100, and is an end
    units[0x100] = (0x80000000 | value) >>> 0;
    const size = Buffer.alloc(4);
    size.writeUInt32LE(units.byteLength);
    return Buffer.concat([size, Buffer.from(units.buffer), texts]);
  };

  test('sound ones', () => {
    expect(() => checkCharsmap(new Uint8Array(), WHERE)).not.toThrow();
    for (const value of [0, 3, 5]) expect(() => checkCharsmap(charsmap(value), WHERE)).not.toThrow();
  });

  test.each<[string, Buffer, string]>([
    ['a value inside of a character', charsmap(1), 'a normalisation rule points to the text at byte 1'],
    ['a value behind the end', charsmap(6), 'a normalisation rule points to the text at byte 6'],
    [
      'texts that are not UTF-8',
      charsmap(0, Buffer.of(0xff)),
      'the texts of its normalisation rules are not UTF-8',
    ],
    ['no size', Buffer.of(1, 2), 'have a table of NaN bytes in 2'],
    ['a size that is not whole', Buffer.of(5, 0, 0, 0, 0), 'have a table of 5 bytes in 5'],
    ['a size beyond the end', charsmap(0).subarray(0, 1500), 'have a table of 2048 bytes in 1500'],
  ])('%s is refused', (_, bytes, message) => {
    expect(() => checkCharsmap(bytes, WHERE)).toThrow(message);
  });

  test('a child outside of the table is refused', () => {
    const bytes = charsmap(0);
    bytes.writeUInt32LE((0x61 | (0x7ff << 10)) >>> 0, 4 + 4 * 0x61);
    expect(() => checkCharsmap(bytes, WHERE)).toThrow('lead out of their table');
  });
});

test('merges: by score, then by length of the left piece; within a piece by ids', () => {
  const pieces = ['c', 'b', 'a', 'ab', 'bc', 'abc', '😀', '😀a'].map((text, id): Piece => ({
    text,
    score: id < 3 ? 0 : ({ ab: -1, bc: -1, abc: -2, '😀a': -1 }[text] ?? 0),
    type: 'normal',
  }));
  expect(generateMerges(pieces)).toEqual([
    ['a', 'b'],
    ['b', 'c'],
    ['😀', 'a'],
    ['ab', 'c'],
    ['a', 'bc'],
  ]);
});
