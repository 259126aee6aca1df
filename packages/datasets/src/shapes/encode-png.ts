import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Bits per channel, colour type (RGB), and the only ways there are of compressing, filtering and interlacing (none). */
const FORMAT = [8, 2, 0, 0, 0];

/**
 * Writes RGB bytes as a PNG (ISO/IEC 15948): one block of image data, no filter.
 *
 * @param data [H, W, 3]
 */
export function encodePng(data: Uint8Array, width: number, height: number): Uint8Array {
  if (data.length !== width * height * 3)
    throw new Error(`Expected ${width} x ${height} x 3 bytes to write as a PNG, got ${data.length}`);
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  return Uint8Array.from(
    Buffer.concat([
      Buffer.from(SIGNATURE),
      chunk('IHDR', Buffer.concat([size, Buffer.from(FORMAT)])),
      chunk('IDAT', deflateSync(withFilterBytes(data, width, height))),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

/** Every row begins with the number of its filter: 0, none. */
function withFilterBytes(data: Uint8Array, width: number, height: number): Buffer {
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y++)
    rows.set(data.subarray(y * width * 3, (y + 1) * width * 3), y * (width * 3 + 1) + 1);
  return rows;
}

/** Length, type, content, and a checksum over type and content. */
function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
