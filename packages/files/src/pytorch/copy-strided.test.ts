import fc from 'fast-check';
import { copyStrided, extentOf, isContiguous } from './copy-strided.ts';

test('any view gives the elements that its indices point to', () => {
  const axis = fc.record({ size: fc.nat(4), stride: fc.nat(5) });
  fc.assert(
    fc.property(fc.array(axis, { maxLength: 4 }), fc.constantFrom(1, 2, 4, 8), (axes, elementBytes) => {
      const view = { shape: axes.map(({ size }) => size), strides: axes.map(({ stride }) => stride) };
      const positions = axes.reduce<number[]>(
        (heads, { size, stride }) =>
          heads.flatMap((head) => Array.from({ length: size }, (_, i) => head + i * stride)),
        [0],
      );
      expect(extentOf(view)).toBe(positions.length === 0 ? 0 : Math.max(...positions) + 1);
      const source = Uint8Array.from({ length: extentOf(view) * elementBytes }, (_, i) => i % 251);
      const expected = positions.flatMap((at) => [
        ...source.subarray(at * elementBytes, (at + 1) * elementBytes),
      ]);
      expect([...copyStrided(source, view, elementBytes)]).toEqual(expected);
      const isInOrder = positions.every((at, i) => at === i);
      if (positions.length > 0) expect(isContiguous(view)).toBe(isInOrder);
    }),
  );
});
