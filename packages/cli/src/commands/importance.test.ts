import { listenToWarnings } from '@lamella/core';
import type { ImportanceReport } from '../importance/importance-report.ts';
import { captureOutput } from '../testing/capture-output.ts';
import { type ImportanceOptions, run } from './importance.ts';

const options: ImportanceOptions = {
  ...{ model: 'mini/roberta', method: 'cka', task: 'cola', samples: 24, select: 3 },
  ...{ lastLayer: 'normed', maxLength: 64, batchSize: 8, seed: 0 },
};

test('JSON holds the selection, how sure it is, and the layers for other tools', async () => {
  const { value, stdout } = await captureOutput(() => run({ ...options, json: true }));
  expect(value).toBe(0);
  const { layers, selection, notes } = JSON.parse(stdout) as ImportanceReport;
  expect(layers[0]).toMatchObject({ rank: null, importance: 1, hasConstantInput: true });
  expect(layers[1]).toMatchObject({
    lower: expect.any(Number),
    floor: expect.any(Number),
    hasConstantInput: false,
  });
  expect(selection?.layers).toHaveLength(3);
  expect(selection?.overlap).toBeGreaterThan(0);
  expect(notes).toEqual([expect.stringMatching(/^Layer 0 gets the same input/)]);
});

test("another tool's configuration is printed alone, warnings beside it", async () => {
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => warnings.push(message));
  const { stdout } = await captureOutput(() => run({ ...options, format: 'peft' })).finally(stop);
  expect(stdout).toMatch(/^from peft import LoraConfig\n\nconfig = LoraConfig\([^]*\)\n$/);
  expect(warnings.at(-1)).toMatch(/^Layer 0 gets the same input/);
});

test('two formats at once are refused', async () => {
  await expect(run({ ...options, json: true, format: 'text' })).rejects.toMatchObject({
    exitCode: 2,
    message: 'Expected --json or --format text, got both.',
  });
});
