import { collectGarbage } from './collect-garbage.ts';

test('what nothing refers to any more is collected', async () => {
  let isCollected = false;
  const registry = new FinalizationRegistry(() => (isCollected = true));
  registry.register({ some: 'object' }, undefined);
  for (let turn = 0; turn < 10 && !isCollected; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
  expect(isCollected).toBe(true);
});
