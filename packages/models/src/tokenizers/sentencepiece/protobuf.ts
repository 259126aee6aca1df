import { UserError } from '@lamella/core';

/** A field of a protocol buffer message: a whole number, or the bytes of anything else. */
export interface ProtobufField {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/**
 * The fields of a message in the order in which they stand (https://protobuf.dev/programming-guides/encoding), without
 * copies of their bytes. Groups, which nothing writes any more, are refused.
 *
 * @param where names the message, for errors
 * @throws UserError if the bytes are no message
 */
export function* readProtobuf(bytes: Uint8Array, where: string): Iterable<ProtobufField> {
  const reader = new WireReader(bytes, where);
  while (!reader.isAtEnd) {
    const tag = Number(BigInt.asUintN(32, reader.varint()));
    const number = tag >>> 3;
    if (number === 0) throw reader.fail('a field has the number 0');
    yield { number, value: readValue(reader, tag & 7) };
  }
}

function readValue(reader: WireReader, type: number): bigint | Uint8Array {
  switch (type) {
    case VARINT:
      return reader.varint();
    case FIXED_64:
      return reader.take(8);
    case LENGTH_DELIMITED:
      return reader.take(Number(BigInt.asUintN(64, reader.varint())));
    case FIXED_32:
      return reader.take(4);
    default:
      throw reader.fail(`a field has the type ${type}`);
  }
}

/** Reads the bytes of a message from the beginning on. */
class WireReader {
  readonly #bytes: Uint8Array;
  readonly #where: string;
  #at = 0;

  constructor(bytes: Uint8Array, where: string) {
    this.#bytes = bytes;
    this.#where = where;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at)
      throw this.fail(`a field of ${length} bytes goes beyond the end`);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Seven bits per byte, the lowest first; at most 64 bits, with a sign. */
  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const [byte = 0] = this.take(1);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw this.fail('a number has more than 10 bytes');
  }

  fail(what: string): UserError {
    return new UserError(`${this.#where} is not a sound SentencePiece model: ${what} at byte ${this.#at}.`);
  }
}
