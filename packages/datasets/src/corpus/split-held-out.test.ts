import { splitHeldOut } from './split-held-out.ts';

const TEXTS = Array.from({ length: 200 }, (_, index) => `text ${index}`);

test('splitHeldOut sets a part aside, keeps the order, and depends on the seed alone', () => {
  const { train, heldOut } = splitHeldOut(TEXTS, { fraction: 0.1, seed: 1 });
  expect(heldOut).toHaveLength(20);
  expect([...train, ...heldOut].toSorted()).toEqual(TEXTS.toSorted());
  for (const part of [train, heldOut]) expect(part).toEqual(TEXTS.filter((text) => part.includes(text)));
  expect(splitHeldOut(TEXTS, { fraction: 0.1, seed: 1 }).heldOut).toEqual(heldOut);
  expect(splitHeldOut(TEXTS, { fraction: 0.1, seed: 2 }).heldOut).not.toEqual(heldOut);
});
