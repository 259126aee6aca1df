import { UserError } from '@lamella/core';
import fc from 'fast-check';
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
    await expect(decodeImage(bomb, 'a.png')).rejects.toThrow(
      'Expected an image of at most 178956970 pixels in a.png, found one of 100000 by 100000.',
    );
  });
});

test.each(['PNG', 'JPEG'])(
  'changed anywhere, a %s is decoded or refused with a clear error',
  async (kind) => {
    const whole = fromBase64(cases.find(({ name }) => (name === 'JPEG') === (kind === 'JPEG'))?.file ?? '');
    const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) });
    const damage = fc.record({ changes: fc.array(change, { maxLength: 4 }), length: fc.nat(whole.length) });
    await fc.assert(
      fc.asyncProperty(damage, fc.boolean(), async ({ changes, length }, isCut) => {
        const bytes = whole.slice(0, isCut ? length : undefined);
        for (const { at, to } of changes) if (at < bytes.length) bytes[at] = to;
        try {
          const image = await decodeImage(bytes, 'a.png');
          expect(image.data).toHaveLength(3 * image.width * image.height);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      // A changed header may claim any size below the limit: few of those, for they take memory.
      { numRuns: 150 },
    );
  },
);
