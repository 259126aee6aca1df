import { readBytes } from '../open-file.ts';
import { unsound } from './unsound.ts';

const CHUNK_BYTES = 2 ** 16;

/** A part of an open file, read from its beginning on. */
export class ByteSource {
  readonly path: string;
  /** Where the next byte is in the file. */
  position: number;
  readonly #file: number;
  readonly #end: number;
  #chunk: Uint8Array = new Uint8Array();
  #chunkBegin = 0;

  constructor(file: number, path: string, range: { readonly begin: number; readonly end: number }) {
    this.path = path;
    this.position = range.begin;
    this.#file = file;
    this.#end = range.end;
  }

  byte(): number {
    return this.bytes(1)[0] ?? 0;
  }

  /** The next bytes; to be used before the next call. */
  bytes(count: number): Uint8Array {
    if (count > this.#end - this.position)
      throw unsound(
        this.path,
        `it ends within its pickled part, at byte ${this.#end}; is the download complete?`,
      );
    if (this.position < this.#chunkBegin || this.position + count > this.#chunkBegin + this.#chunk.length)
      this.#load(count);
    const begin = this.position - this.#chunkBegin;
    this.position += count;
    return this.#chunk.subarray(begin, begin + count);
  }

  /** The next bytes as a number: little-endian, without a sign. At most 2^53. */
  unsigned(count: 1 | 2 | 4 | 8): number {
    const bytes = this.bytes(count);
    return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
  }

  #load(count: number): void {
    const end = Math.min(this.position + Math.max(count, CHUNK_BYTES), this.#end);
    const chunk = readBytes(this.#file, this.position, end);
    if (chunk === undefined) throw unsound(this.path, 'it has become shorter since it was opened');
    this.#chunk = chunk;
    this.#chunkBegin = this.position;
  }
}
