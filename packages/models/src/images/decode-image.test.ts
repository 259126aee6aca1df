import { fromBase64, IMAGE_CASES } from '../testing/image-fixtures.ts';
import { decodeImage } from './decode-image.ts';

const { width, height, cases } = IMAGE_CASES;

test.each(cases)('$name: the bytes are Pillow’s', async ({ file, rgb }) => {
  const decoded = await decodeImage(fromBase64(file), 'a.png');
  expect(decoded).toMatchObject({ width, height });
  expect([...decoded.data]).toEqual([...fromBase64(rgb)]);
});

describe('a file that is no image', () => {
  const png = fromBase64(cases[0]?.file ?? '');
  const jpeg = fromBase64(cases.find(({ name }) => name === 'JPEG')?.file ?? '');

  test('of no bytes', async () => {
    await expect(decodeImage(new Uint8Array(), 'images/a.png')).rejects.toThrow(
      'Expected a PNG or JPEG image in images/a.png, found an empty file.',
    );
  });

  test('of another format', async () => {
    const gif = new TextEncoder().encode('GIF89a and more');
    await expect(decodeImage(gif, 'a.gif')).rejects.toThrow(
      'Expected a PNG or JPEG image in a.gif, found 15 bytes that begin with neither’s signature.',
    );
  });

  test.each([
    ['PNG', png],
    ['JPEG', jpeg],
  ])('that is cut short, %s', async (_, bytes) => {
    const half = bytes.subarray(0, Math.floor(bytes.length / 2));
    await expect(decodeImage(half, 'a.png')).rejects.toThrow(
      /^Expected a whole PNG or JPEG image in a\.png, found a damaged one: /,
    );
    await expect(decodeImage(bytes.subarray(0, 12), 'a.png')).rejects.toThrow(/found a damaged one/);
  });

  test('that claims to be far too large', async () => {
    const bomb = png.slice();
    new DataView(bomb.buffer).setUint32(16, 100_000); // the width in the first chunk
    new DataView(bomb.buffer).setUint32(20, 100_000);
    await expect(decodeImage(bomb, 'a.png')).rejects.toThrow(/found a damaged one/);
  });
});
