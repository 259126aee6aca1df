import { resolveModelFolder } from '@lamella/models';
import { expandSweep } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { meanLength } from './mean-length.ts';

test('the mean is over the examples that are trained on and those that are scored, cut to the greatest length', async () => {
  const folder = await resolveModelFolder('mini/roberta');
  const lengths = await Promise.all(
    [128, 5].map(async (maxLength) => {
      const [trial] = expandSweep(exampleSpec(`training: { maxLength: ${maxLength} }\n`), 8);
      if (trial === undefined) throw new Error('Expected a trial');
      return meanLength({ ...trial, rows: { train: 50, dev: 30 } }, folder);
    }),
  );
  expect(lengths[0]).toBeGreaterThan(7);
  expect(lengths[0]).toBeLessThan(30);
  expect(lengths[1]).toBe(5);
});
