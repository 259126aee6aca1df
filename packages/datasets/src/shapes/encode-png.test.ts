import { inflateSync } from 'node:zlib';
import { encodePng } from './encode-png.ts';

/** The chunks of a PNG, read as the standard says. */
function chunksOf(png: Uint8Array): { type: string; content: Uint8Array }[] {
  const view = Buffer.from(png);
  const chunks = [];
  for (let at = 8; at < view.length;) {
    const length = view.readUInt32BE(at);
    chunks.push({
      type: view.toString('latin1', at + 4, at + 8),
      content: view.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  return chunks;
}

test('holds sizes, RGB of 8 bits, and rows that begin with the filter 0', () => {
  const rgb = Uint8Array.from({ length: 12 }, (_, i) => 20 * i);
  const png = encodePng(rgb, 2, 2);
  expect([...png.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const [header, data, end] = chunksOf(png);
  expect(header).toEqual({ type: 'IHDR', content: Buffer.from([0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0]) });
  expect([...inflateSync(data?.content ?? new Uint8Array())]).toEqual([
    ...[0, ...rgb.subarray(0, 6)],
    ...[0, ...rgb.subarray(6)],
  ]);
  // The end's checksum is known from every PNG.
  expect(end).toEqual({ type: 'IEND', content: Buffer.alloc(0) });
  expect([...png.subarray(-4)]).toEqual([0xae, 0x42, 0x60, 0x82]);
});

test('refuses bytes of another size', () => {
  expect(() => encodePng(new Uint8Array(11), 2, 2)).toThrow(
    'Expected 2 x 2 x 3 bytes to write as a PNG, got 11',
  );
});
