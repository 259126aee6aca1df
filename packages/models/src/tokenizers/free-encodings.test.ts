import { freeEncodings } from './free-encodings.ts';

test('what nothing refers to any more is collected once there are many texts', async () => {
  let isCollected = false;
  const registry = new FinalizationRegistry(() => (isCollected = true));
  registry.register({ some: 'object' }, undefined);
  await freeEncodings(19_999);
  expect(isCollected).toBe(false);
  await freeEncodings(1);
  for (let turn = 0; turn < 10 && !isCollected; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(isCollected).toBe(true);
});
