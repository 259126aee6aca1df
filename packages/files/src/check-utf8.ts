import { isUtf8 } from 'node:buffer';
import { UserError } from '@lamella/core';

const LINE_FEED = 0x0a;
const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * The text of a file's bytes, without its byte-order mark.
 *
 * @param path for messages
 * @throws UserError (exit code 2) with the line of the first byte that is not UTF-8 and of a NUL, and what the file probably is
 */
export function decodeText(bytes: Buffer, path: string): string {
  if (isUtf8(bytes) && !bytes.includes(0))
    return bytes.toString('utf8', bytes.subarray(0, 3).equals(UTF8_MARK) ? 3 : 0);
  const checker = new Utf8Checker(path);
  return Buffer.concat([checker.take(bytes), checker.finish()]).toString('utf8');
}

/**
 * Checks that the pieces of a file are UTF-8 without NULs, and takes its byte-order mark away. A piece that ends
 * inside of a character is cut there; the rest comes with the next one.
 *
 * @throws UserError (exit code 2) with the line of the first byte that is not UTF-8, and what the file probably is
 */
export class Utf8Checker {
  readonly #path: string;
  #rest: Buffer = Buffer.alloc(0);
  #line = 1;
  #isFirst = true;

  constructor(path: string) {
    this.#path = path;
  }

  /** The next piece, whole characters only. */
  take(piece: Buffer): Buffer {
    let bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    if (this.#isFirst) {
      // The marks have at most three bytes.
      if (bytes.length < 3) {
        this.#rest = bytes;
        return Buffer.alloc(0);
      }
      bytes = this.#start(bytes);
    }
    const end = endOfWholeCharacters(bytes);
    this.#rest = bytes.subarray(end);
    return this.#check(bytes.subarray(0, end));
  }

  /** Returns the bytes that are left when the file ends. */
  finish(): Buffer {
    const bytes = this.#isFirst ? this.#start(this.#rest) : this.#rest;
    return this.#check(bytes);
  }

  #start(bytes: Buffer): Buffer {
    this.#isFirst = false;
    const isMark = (...mark: number[]): boolean => mark.every((byte, index) => bytes[index] === byte);
    if (isMark(0xff, 0xfe) || isMark(0xfe, 0xff))
      throw new UserError(
        `Expected UTF-8 in ${this.#path}, got UTF-16 (by its byte-order mark). Save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8.`,
        { exitCode: 2 },
      );
    return bytes.subarray(0, 3).equals(UTF8_MARK) ? bytes.subarray(3) : bytes;
  }

  #check(bytes: Buffer): Buffer {
    const nul = bytes.indexOf(0);
    if (nul >= 0) throw this.#nulError(bytes, nul);
    if (!isUtf8(bytes)) throw this.#encodingError(bytes);
    this.#line += countLines(bytes);
    return bytes;
  }

  #nulError(bytes: Buffer, offset: number): UserError {
    const begin = bytes.subarray(0, 64);
    const numZeros = begin.filter((byte) => byte === 0).length;
    const isWide = numZeros > 16 && numZeros < begin.length;
    const guess = isWide
      ? 'It is probably UTF-16: convert it with iconv -f UTF-16LE -t UTF-8.'
      : 'It is no text, or it is damaged.';
    return new UserError(
      `Expected text at ${this.#path}:${this.#line + countLines(bytes.subarray(0, offset))}, got a NUL byte. ${guess}`,
      { exitCode: 2 },
    );
  }

  #encodingError(bytes: Buffer): UserError {
    const offset = firstInvalid(bytes);
    const line = this.#line + countLines(bytes.subarray(0, offset));
    const byte = (bytes[offset] ?? 0).toString(16).padStart(2, '0').toUpperCase();
    return new UserError(
      `Expected UTF-8 at ${this.#path}:${line}, got the byte 0x${byte}, which is none there. ` +
        'If the file is Latin-1 or Windows-1252, convert it: iconv -f WINDOWS-1252 -t UTF-8.',
      { exitCode: 2 },
    );
  }
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}

/** Where a character begins that the bytes may not hold whole; their end if there is none. */
function endOfWholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** The first byte that is no part of a character, found by halves: whether a beginning is UTF-8 is quickly said. */
function firstInvalid(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const end = endOfWholeCharacters(bytes.subarray(0, middle));
    if (isUtf8(bytes.subarray(0, end))) good = middle;
    else bad = middle;
  }
  return endOfWholeCharacters(bytes.subarray(0, good));
}
