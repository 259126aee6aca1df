import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { readJsonFile } from '@lamella/files';
import { type ModelShape, readModelShape } from '@lamella/planning';
import { checkRequest } from './check-request.ts';
import type { ImportanceRequest } from './importance-request.ts';

const shapeOf = (family: string): ModelShape =>
  readModelShape(
    readJsonFile(join(workspaceRoot(), 'fixtures', family, 'config.json')) as Record<string, unknown>,
  );
const request: ImportanceRequest = {
  ...{ model: 'm', method: 'cka', samples: 64, lastLayer: 'normed', maxLength: 8, batchSize: 8, seed: 0 },
};
const check = (more: Partial<ImportanceRequest>, family = 'llama'): void =>
  checkRequest({ ...request, ...more }, [more.method ?? 'cka'], shapeOf(family));

const preferring = { select: 2, prefer: 'time', within: 0 } as const;

test('what fits is taken', () => {
  for (const more of [
    {},
    { dropFirst: 'auto' },
    { select: 2, format: 'axolotl' },
    { select: 0.5 },
    preferring,
  ] as const)
    expect(() => check(more)).not.toThrow();
});

test.each([
  [
    { method: 'fim', dropFirst: true },
    'Expected --drop-first with --method cka, cka-debiased or rbf-cka alone, got true with fim, which does not read it.',
  ],
  [
    { heads: 3 },
    'Expected --heads with --method fim or gradient-norm alone, got 3 with cka, which does not read it.',
  ],
  [{ method: 'fim', heads: 3 }, 'Expected --heads with an encoder, whose head is new, got a decoder'],
  [{ select: 99 }, 'Expected the number of layers to be 1 to 4, or a ratio between 0 and 1, got 99.'],
  [{ format: 'peft' }, 'Expected --select with --format peft, the number of layers to write, got none.'],
  [{ within: 0.1 }, 'Expected --prefer time or --prefer memory with --within 0.1, got none.'],
  [{ prefer: 'time' }, 'Expected --select with --prefer time, the number of layers, got none.'],
  [{ prefer: 'time', select: 2, within: 1 }, 'Expected --within to be a share from 0 to below 1, got 1.'],
  [
    { prefer: 'memory', select: 2, within: -0.1 },
    'Expected --within to be a share from 0 to below 1, got -0.1.',
  ],
  [{ format: 'peft', select: 1, targets: ['query'] }, 'Unknown linear layer of the model "query"'],
] as const)('%j is refused before anything is measured', (more, message) => {
  expect(() => check(more)).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringContaining(message) }),
  );
});

test('a tool that trains decoders alone is refused for an encoder', () => {
  expect(() => check({ format: 'llama-factory', select: 1 }, 'bert')).toThrow(
    'Expected a decoder for --format llama-factory',
  );
});

test('several metrics are not written for another tool; one that reads a setting is enough', () => {
  const several = ['fim', 'cka'] as const;
  const encoder = shapeOf('bert');
  expect(() =>
    checkRequest({ ...request, dropFirst: true, heads: 3, select: 1 }, several, encoder),
  ).not.toThrow();
  expect(() => checkRequest({ ...request, select: 1, format: 'peft' }, several, encoder)).toThrow(
    'Expected --format text or json with several metrics, got peft, which is of one selection.',
  );
  expect(() => checkRequest({ ...request, ...preferring }, several, encoder)).toThrow(
    'Expected one metric with --prefer time, got fim, cka.',
  );
});
