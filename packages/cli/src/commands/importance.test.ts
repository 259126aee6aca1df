import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings } from '@lamella/core';
import { importanceMethods } from '@lamella/metrics/selection';
import type { ImportanceReport } from '../importance/importance-report.ts';
import type { MetricComparison } from '../importance/metric-comparison.ts';
import { captureOutput } from '../testing/capture-output.ts';
import type { VariantComparison } from '../variants/variant-comparison.ts';
import { type ImportanceOptions, run } from './importance.ts';

const options: ImportanceOptions = {
  ...{ model: 'mini/roberta', task: 'cola', samples: 24, select: 3 },
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

test('all metrics at once: values and selections are those of each by itself, with their agreement', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-importance-'));
  try {
    const asked = { ...options, metric: ['all'], heads: 2, json: true, figure: join(folder, 'figure.svg') };
    const { stdout } = await captureOutput(() => run(asked));
    const { metrics, agreement, passes } = JSON.parse(stdout) as MetricComparison;
    expect(metrics.map(({ method }) => method)).toEqual(importanceMethods);
    expect(passes.map(({ kind, count }) => [kind, count])).toEqual([
      ['forward', 1],
      ['backward', 2],
    ]);
    expect(agreement).toHaveLength((8 * 7) / 2);
    expect(readdirSync(folder)).toEqual(['figure.png', 'figure.svg', 'figure.vl.json']);
    const fim = metrics.find(({ method }) => method === 'fim');
    expect(fim).toMatchObject({ heads: [0, 1], selection: { headOverlap: expect.any(Number) } });
    const one = await captureOutput(() => run({ ...options, method: 'fim', heads: 2, json: true }));
    const { layers, selection } = JSON.parse(one.stdout) as ImportanceReport;
    expect({ layers, selection }).toEqual({ layers: fim?.layers, selection: fim?.selection });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  [{ method: 'fim', metric: ['cka'] }, 'Expected --method or --metric, got both: fim and cka.'],
  [{ metric: ['cka', 'ckaa'] }, 'Unknown metric "ckaa"'],
] as const)('%j is refused', async (more, message) => {
  await expect(run({ ...options, ...more })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining(message),
  });
});

test('two formats at once are refused', async () => {
  await expect(run({ ...options, json: true, format: 'text' })).rejects.toMatchObject({
    exitCode: 2,
    message: 'Expected --json or --format text, got both.',
  });
});

test('the layers that train at least time, as predicted for this machine', async () => {
  const preferring = { ...options, prefer: 'time', within: 0.9, json: true } as const;
  const { stdout } = await captureOutput(() => run(preferring));
  const { selection } = JSON.parse(stdout) as ImportanceReport;
  expect(selection?.layers).toEqual(selection?.cheapest?.chosen.layers);
  const { chosen, top, last, step } = selection?.cheapest ?? {};
  expect(chosen?.costs.time).toBeLessThanOrEqual(top?.costs.time ?? NaN);
  expect(last?.layers).toEqual([5, 6, 7]);
  expect(step).toEqual({ rank: 8, batchSize: 8, maxLength: 64 });
});

test('variants: the base and each pooling are what they are by themselves', async () => {
  const asked = { ...options, variants: ['pooling', 'samples', 'last-layer'], json: true } as const;
  const { stdout } = await captureOutput(() => run(asked));
  const { variants, leftOut, passes } = JSON.parse(stdout) as VariantComparison;
  expect(passes).toBe(1);
  expect(leftOut).toEqual([{ variant: 'last-layer raw', why: 'the model has no final norm' }]);
  expect(variants.map(({ value }) => value)).toEqual(['base', 'last', 'last-content', 'mean', '16']);
  const mean = await captureOutput(() => run({ ...options, pooling: 'mean', json: true }));
  const alone = JSON.parse(mean.stdout) as ImportanceReport;
  expect(variants[3]?.selection.layers).toEqual(alone.selection?.layers);
  alone.layers.forEach(({ importance }, l) =>
    expect(variants[3]?.layers[l]?.importance).toBeCloseTo(importance, 6),
  );
});

test.each([
  [{ variants: ['poling'] }, 'Unknown setting of --variants "poling"'],
  [{ variants: true, prefer: 'time' }, 'Expected --prefer or --variants, got both.'],
  [{ variants: true, method: 'fim' }, 'Expected --variants with a metric that a forward pass gives, got fim'],
  [
    { variants: true, metric: ['cka', 'rbf-cka'] },
    'Expected one metric with --variants, got 2: cka, rbf-cka.',
  ],
  [{ variants: true, format: 'peft' }, 'Expected --format text or json with --variants, got peft'],
] as const)('%j is refused', async (more, message) => {
  await expect(run({ ...options, ...more })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining(message),
  });
});
