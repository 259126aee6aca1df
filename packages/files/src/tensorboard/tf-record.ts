import { crc32c } from './crc32c.ts';

/**
 * A record of TensorFlow's TFRecord format: the length in 8 bytes, its checksum, the data, their checksum, all in little endian.
 *
 * @see tensorflow/core/lib/io/record_writer.h
 */
export function encodeRecord(data: Uint8Array): Buffer {
  const record = Buffer.alloc(data.length + 16);
  record.writeBigUInt64LE(BigInt(data.length), 0);
  record.writeUInt32LE(maskedCrc(record.subarray(0, 8)), 8);
  record.set(data, 12);
  record.writeUInt32LE(maskedCrc(data), 12 + data.length);
  return record;
}

/** A checksum rotated right by 15 bits, plus a constant: that of data with checksums in them is no special value. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
