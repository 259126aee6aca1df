import { UserError } from '@lamella/core';
import { type ProtobufField, readProtobuf } from './protobuf.ts';

/** The use of a piece of the vocabulary. */
export type PieceType = 'normal' | 'unknown' | 'control' | 'user-defined' | 'unused' | 'byte';

/** A token of the vocabulary; its id is its place in the list. */
export interface Piece {
  readonly text: string;
  /** Log-probability in a unigram model; in a BPE model, pieces with higher scores are merged first. */
  readonly score: number;
  readonly type: PieceType;
}

/** The contents of a `.model` file of SentencePiece, as far as they bear on ids. */
export interface SentencePieceModel {
  readonly algorithm: 'unigram' | 'bpe';
  readonly pieces: readonly Piece[];
  readonly unknownId: number;
  /** Whether text outside of the vocabulary is spelt out in bytes. */
  readonly hasByteFallback: boolean;
  /** The compiled rules of text normalisation; empty if there are none. */
  readonly charsmap: Uint8Array;
}

const PIECE_TYPES: readonly (PieceType | undefined)[] = [
  undefined,
  'normal',
  'unknown',
  'control',
  'user-defined',
  'unused',
  'byte',
];

const ALGORITHMS: Readonly<Record<string, SentencePieceModel['algorithm']>> = { 1: 'unigram', 2: 'bpe' };

/** SentencePiece makes pieces of at most 16 characters unless it is asked for more; merges are sought at every place in one. */
const MAX_PIECE_LENGTH = 512;

/** The fields that matter, by their numbers in sentencepiece_model.proto. */
const MODEL = { pieces: 1, trainer: 2, normalizer: 3 };
const PIECE = { text: 1, score: 2, type: 3 };
const TRAINER = { algorithm: 3, byteFallback: 35, unknownId: 40 };
const NORMALIZER = { charsmap: 2 };

/**
 * Reads a SentencePiece model (`spm.model`, `tokenizer.model`).
 *
 * @param where the file's path, for errors
 * @throws UserError if the bytes are no such model, or one that is neither unigram nor BPE
 */
export function parseSentencePiece(bytes: Uint8Array, where: string): SentencePieceModel {
  const parts = [...readProtobuf(bytes, where)];
  const messages = (number: number): Uint8Array[] =>
    parts.filter((part) => part.number === number).map(({ value }) => message(value, where));
  const fields = (number: number): ProtobufField[] =>
    messages(number).flatMap((each) => [...readProtobuf(each, where)]);
  // As in every protocol buffer, of a field that stands twice the last one counts.
  const setting = (number: number, otherwise: bigint): bigint => {
    const field = fields(MODEL.trainer).findLast((each) => each.number === number);
    return field === undefined ? otherwise : whole(field, where);
  };
  const pieces = messages(MODEL.pieces).map((each, id) => parsePiece(each, id, where));
  const code = setting(TRAINER.algorithm, 1n);
  const algorithm = ALGORITHMS[String(code)];
  if (algorithm === undefined)
    throw unsound(where, `its algorithm is ${code}; 1 (unigram) and 2 (BPE) are supported`);
  const unknownId = setting(TRAINER.unknownId, 0n);
  checkVocabulary(pieces, unknownId, where);
  const charsmap = fields(MODEL.normalizer).findLast(({ number }) => number === NORMALIZER.charsmap);
  return {
    algorithm,
    pieces,
    unknownId: Number(unknownId),
    hasByteFallback: setting(TRAINER.byteFallback, 0n) !== 0n,
    charsmap: charsmap === undefined ? new Uint8Array() : message(charsmap.value, where),
  };
}

function parsePiece(bytes: Uint8Array, id: number, where: string): Piece {
  let [text, score, type] = ['', 0, 1];
  for (const field of readProtobuf(bytes, where)) {
    const { number, value } = field;
    if (number === PIECE.text) text = decodeText(message(value, where), id, where);
    if (number === PIECE.score) score = decodeFloat(message(value, where), id, where);
    if (number === PIECE.type) type = Number(whole(field, where));
  }
  const known = PIECE_TYPES[type];
  if (known === undefined) throw unsound(where, `piece ${id} has the type ${type}`);
  if (text === '') throw unsound(where, `piece ${id} has no text`);
  if (text.length > MAX_PIECE_LENGTH)
    throw unsound(where, `piece ${id} has ${text.length} characters, more than ${MAX_PIECE_LENGTH}`);
  return { text, score, type: known };
}

function checkVocabulary(pieces: readonly Piece[], unknownId: bigint, where: string): void {
  const seen = new Set<string>();
  for (const [id, { text }] of pieces.entries()) {
    if (seen.has(text)) throw unsound(where, `piece ${id}, ${JSON.stringify(text)}, stands there twice`);
    seen.add(text);
  }
  if (unknownId < 0n || unknownId >= BigInt(pieces.length))
    throw unsound(where, `its unknown piece has the id ${unknownId}, and there are ${pieces.length} pieces`);
}

function message(value: bigint | Uint8Array, where: string): Uint8Array {
  if (typeof value === 'bigint') throw unsound(where, 'a number stands where bytes belong');
  return value;
}

function whole({ number, value }: ProtobufField, where: string): bigint {
  if (typeof value !== 'bigint') throw unsound(where, `field ${number} holds bytes instead of a number`);
  return value;
}

function decodeText(bytes: Uint8Array, id: number, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw unsound(where, `the text of piece ${id} is not UTF-8`);
  }
}

function decodeFloat(bytes: Uint8Array, id: number, where: string): number {
  const score = bytes.length === 4 ? new DataView(bytes.buffer, bytes.byteOffset).getFloat32(0, true) : NaN;
  if (!Number.isFinite(score)) throw unsound(where, `the score of piece ${id} is not a number`);
  return score;
}

/** An error that says why a file is not a SentencePiece model that can be used. */
export function unsound(where: string, what: string): UserError {
  return new UserError(`${where} is not a sound SentencePiece model: ${what}.`);
}
