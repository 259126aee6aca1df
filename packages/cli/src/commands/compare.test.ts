import { fileURLToPath } from 'node:url';
import type { ComparedFamily } from '@lamella/study';
import { captureOutput } from '../testing/capture-output.ts';
import { type CompareOptions, run } from './compare.ts';

const spec = fileURLToPath(new URL('../../../../experiments/specs/glue/minilm.yaml', import.meta.url));
const compare = async (options: Omit<CompareOptions, 'spec'> = {}) =>
  captureOutput(() => run({ spec, published: true, ...options }));

test('each method against all layers, random ones and CKA, as one family', async () => {
  const { value, stdout } = await compare();
  expect(value).toBe(0);
  expect(stdout).toContain('| LoRA, FIM against LoRA, CKA (1 − CKA) | MRPC | −1.8 | −19.0 to +15.3 |');
  expect(stdout).toContain('family of 9 tests (Holm)');
});

test('two methods in JSON, with a margin in points', async () => {
  const { stdout } = await compare({ a: 'all', b: 'cka', margin: 1, json: true, tasks: 'mrpc' });
  const { comparisons, margin } = JSON.parse(stdout) as ComparedFamily;
  expect(margin).toBe(1);
  expect(comparisons).toHaveLength(1);
  expect(comparisons[0]).toMatchObject({
    ...{ task: 'mrpc', a: { method: 'all' }, b: { method: 'cka' }, verdict: 'undecided' },
  });
  // statsmodels' ttost_paired, as in fixtures/metrics/paired_tests.json
  expect(comparisons[0]?.adjustedEquivalenceP).toBeCloseTo(0.9242060290222772, 8);
});

test('what a spec asks for, and the command line over it', async () => {
  const { stdout } = await compare({ set: ['compare.against=[fim]', 'compare.margin=5'] });
  expect(stdout).not.toContain('against LoRA, all layers');
  expect(stdout).toContain('| LoRA, CKA (1 − CKA) against LoRA, FIM | MRPC |');
  expect(stdout).toContain('a difference below 5 in');
  expect((await compare({ set: ['compare.margin=5'], margin: 2 })).stdout).toContain('below 2 in');
});

test('primary comparisons first, those named after results as such, and the others as exploratory', async () => {
  const set = ['compare.primary=[[cka, all], [cka, fim]]', 'compare.margin=5'];
  const { stdout } = await compare({ set });
  expect(stdout).toMatch(/^\*\*Primary comparisons\*\*/);
  expect(stdout).toContain('The primary comparisons were named after the first trial ended');
  expect(stdout).toContain('**Exploratory comparisons over all tasks**');
  const { primary, comparisons } = JSON.parse((await compare({ set, json: true })).stdout) as ComparedFamily;
  expect(primary?.comparisons.map(({ isPrimary, taskTitle }) => [isPrimary, taskTitle])).toEqual([
    [true, 'the mean of 2 tasks'],
    [true, 'the mean of 2 tasks'],
  ]);
  expect(comparisons.every(({ isPrimary }) => isPrimary === false)).toBe(true);
});

test.each([
  [{ a: 'all', b: 'ckb' }, /^Unknown method of glue-minilm "ckb". Did you mean "cka"\?/],
  [{ a: 'all' }, 'Expected two methods as in lamella compare SPEC cka all, got all alone.'],
  [{ a: 'all', b: 'all' }, /got all twice/],
  [{ margin: 0 }, 'Expected a margin above 0 as in --margin 1, got 0.'],
])('%j is refused', async (options, message) => {
  const thrown = run({ spec, published: true, ...options });
  await expect(thrown).rejects.toThrow(message);
  await expect(thrown).rejects.toMatchObject({ exitCode: 2 });
});

test('nothing to compare is said, with exit code 1', async () => {
  const { value, stderr } = await compare({ methods: 'all' });
  expect(value).toBe(1);
  expect(stderr).toContain('Expected scores of two methods of glue-minilm with the same seed');
});
