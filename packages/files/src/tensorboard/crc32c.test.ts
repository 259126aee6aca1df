import { crc32c } from './crc32c.ts';

// RFC 3720, appendix B.4, which lists the checksums' bytes from the lowest on; the last is the check value of the CRC catalogue.
test.each([
  [new Uint8Array(32), 0x8a9136aa],
  [new Uint8Array(32).fill(0xff), 0x62a8ab43],
  [Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  [Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  [new TextEncoder().encode('123456789'), 0xe3069283],
])('%#: the value of RFC 3720', (bytes, expected) => expect(crc32c(bytes)).toBe(expected));

test('of nothing it is 0', () => expect(crc32c(new Uint8Array())).toBe(0));
