import { listenToWarnings, UserError } from '@lamella/core';
import fc from 'fast-check';
import { fromBase64, IMAGE_CASES } from '../testing/image-fixtures.ts';
import { decodeImage } from './decode-image.ts';

const { width, height, cases, refused } = IMAGE_CASES;

let warnings: string[];
let endListening: () => void;
beforeEach(() => {
  warnings = [];
  endListening = listenToWarnings((message) => void warnings.push(message));
});
afterEach(() => endListening());

test.each(cases)('$name: the bytes are Pillow’s', async ({ file, rgb }) => {
  const decoded = await decodeImage(fromBase64(file), 'a.png');
  expect(decoded).toMatchObject({ width, height });
  expect([...decoded.data]).toEqual([...fromBase64(rgb)]);
});

test.each(refused)('$kind is refused', async ({ kind, file }) => {
  await expect(decodeImage(fromBase64(file), 'a.png')).rejects.toThrow(
    `Expected an image of RGB or of 8 bits of grey in a.png, got ${kind}, which Pillow reads in a way of its own. Convert it to RGB first.`,
  );
});

test('transparent pixels are told of, opaque images are not', async () => {
  const decode = (name: string): Promise<unknown> =>
    decodeImage(fromBase64(cases.find((each) => each.name === name)?.file ?? ''), 'a.png');
  await decode('PNG');
  await decode('JPEG');
  expect(warnings).toEqual([]);
  await decode('PNG with transparency');
  await decode('grey PNG with transparency');
  expect(warnings).toEqual(
    Array.from({ length: 2 }, () => expect.stringMatching(/transformers 5 puts them on white/)),
  );
});

describe('a file that is no image', () => {
  const png = fromBase64(cases[0]?.file ?? '');
  const jpeg = fromBase64(cases.find(({ name }) => name === 'JPEG')?.file ?? '');

  test('of no bytes', async () => {
    await expect(decodeImage(new Uint8Array(), 'images/a.png')).rejects.toThrow(
      'Expected a PNG or JPEG image in images/a.png, got an empty file.',
    );
  });

  test('of another format', async () => {
    const gif = new TextEncoder().encode('GIF89a and more');
    await expect(decodeImage(gif, 'a.gif')).rejects.toThrow(
      'Expected a PNG or JPEG image in a.gif, got 15 bytes that begin with neither’s signature.',
    );
  });

  test.each([
    ['PNG', png],
    ['JPEG', jpeg],
  ])('that is cut short, %s', async (_, bytes) => {
    const half = bytes.subarray(0, Math.floor(bytes.length / 2));
    await expect(decodeImage(half, 'a.png')).rejects.toThrow(
      /^Expected a whole PNG or JPEG image in a\.png, got a damaged one: /,
    );
    await expect(decodeImage(bytes.subarray(0, 12), 'a.png')).rejects.toThrow(/got a damaged one/);
  });

  test('that claims to be far too large', async () => {
    const bomb = png.slice();
    new DataView(bomb.buffer).setUint32(16, 100_000); // the width in the first chunk
    new DataView(bomb.buffer).setUint32(20, 100_000);
    await expect(decodeImage(bomb, 'a.png')).rejects.toThrow(
      'Expected an image of at most 178956970 pixels in a.png, got one of 100000 by 100000.',
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
