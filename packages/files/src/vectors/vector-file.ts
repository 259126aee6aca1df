import { closeSync, fstatSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { isRecord } from '../is-record.ts';
import { seal, unseal } from '../sealed/sealed-json.ts';

/** Where a vector lies in its file, and the CRC-32 of its bytes. */
interface Place {
  readonly offset: number;
  readonly bytes: number;
  readonly checksum: number;
}

type Places = Map<number, Place>;

const FORMAT = 2;

/** At the end of a whole file: the bytes of its table, as a 64-bit number. */
const ENDING_BYTES = 8;

/**
 * Vectors of float32 numbers by whole numbers, in one open file: their bytes one after another, a sealed table of where each lies with
 * its checksum, and the table's length. A file without a table is one that was not finished.
 */
export class VectorFile {
  readonly #descriptor: number;
  readonly #places: Places;
  #end: number;

  /** @param places those of a file that is whole; none in one that is new */
  private constructor(descriptor: number, places: Places, end: number) {
    this.#descriptor = descriptor;
    this.#places = places;
    this.#end = end;
  }

  /** Takes over a file that is open for reading and writing, and empty. */
  static begin(descriptor: number): VectorFile {
    return new VectorFile(descriptor, new Map(), 0);
  }

  /**
   * Takes over a file that is open for reading.
   *
   * @param key what {@link finish} was given
   * @returns undefined if it is not whole, or was finished with another key: it stays the caller's
   */
  static open(descriptor: number, key: string): VectorFile | undefined {
    const places = readTable(descriptor, key);
    return places && new VectorFile(descriptor, places, fstatSync(descriptor).size);
  }

  /** Number of vectors. */
  get size(): number {
    return this.#places.size;
  }

  has(id: number): boolean {
    return this.#places.has(id);
  }

  /** @returns undefined for a vector that isn't there, or is damaged, which then isn't there any more */
  read(id: number): Float32Array | undefined {
    const place = this.#places.get(id);
    if (place === undefined) return undefined;
    const bytes = readBytes(this.#descriptor, place);
    if (bytes !== undefined && crc32(bytes) === place.checksum)
      return new Float32Array(bytes.buffer, 0, bytes.length / Float32Array.BYTES_PER_ELEMENT);
    this.#places.delete(id);
    return undefined;
  }

  /** @throws what the system says if the disk is full */
  append(id: number, vector: Float32Array): void {
    const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
    writeBytes(this.#descriptor, bytes, this.#end);
    this.#places.set(id, { offset: this.#end, bytes: bytes.length, checksum: crc32(bytes) });
    this.#end += bytes.length;
  }

  /** Writes the table, after which nothing is appended. @throws what the system says if the disk is full */
  finish(key: string): void {
    const table = Buffer.from(JSON.stringify(seal({ format: FORMAT, key, vectors: toRows(this.#places) })));
    const ending = Buffer.alloc(ENDING_BYTES);
    ending.writeBigUInt64LE(BigInt(table.length));
    writeBytes(this.#descriptor, Buffer.concat([table, ending]), this.#end);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

type Row = readonly [id: number, bytes: number, checksum: number];

function toRows(places: Places): Row[] {
  return [...places].map(([id, { bytes, checksum }]) => [id, bytes, checksum]);
}

function readTable(descriptor: number, key: string): Places | undefined {
  const { size } = fstatSync(descriptor);
  const ending = readBytes(descriptor, { offset: size - ENDING_BYTES, bytes: ENDING_BYTES });
  if (ending === undefined) return undefined;
  const bytes = Number(Buffer.from(ending.buffer).readBigUInt64LE());
  const offset = size - ENDING_BYTES - bytes;
  const table = readBytes(descriptor, { offset, bytes });
  return table && parseTable(table, { key, end: offset });
}

/** @param expected.end of the vectors' bytes */
function parseTable(table: Uint8Array, { key, end }: { readonly key: string; readonly end: number }) {
  const content = unseal(parseJson(table));
  if (content.kind === 'damaged' || !content.isSealed || !isRecord(content.value)) return undefined;
  const { format, key: found, vectors } = content.value;
  if (format !== FORMAT || found !== key) return undefined;
  const places: Places = new Map();
  let offset = 0;
  for (const [id, bytes, checksum] of vectors as readonly Row[]) {
    places.set(id, { offset, bytes, checksum });
    offset += bytes;
  }
  return offset === end ? places : undefined;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** @returns undefined if the file has no such bytes */
function readBytes(descriptor: number, { offset, bytes }: Omit<Place, 'checksum'>): Uint8Array | undefined {
  if (offset < 0 || bytes > fstatSync(descriptor).size - offset) return undefined;
  const target = new Uint8Array(bytes);
  let done = 0;
  while (done < bytes) {
    const count = readPiece(descriptor, target.subarray(done), offset + done);
    if (count === 0) return undefined;
    done += count;
  }
  return target;
}

/** @returns 0 as well if the disk can't read them */
function readPiece(descriptor: number, target: Uint8Array, offset: number): number {
  try {
    return readSync(descriptor, target, 0, target.length, offset);
  } catch {
    return 0;
  }
}

function writeBytes(descriptor: number, bytes: Uint8Array, offset: number): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(descriptor, bytes, done, bytes.length - done, offset + done);
}
