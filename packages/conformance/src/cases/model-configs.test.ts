import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import type { CaseOutcome } from '../case-result.ts';
import { modelConfigCases } from './model-configs.ts';

const packOf = (name: string): string => join(workspaceRoot(), 'fixtures', name, 'models');
const copy = mkdtempSync(join(tmpdir(), 'lamella-packs-'));
afterAll(() => rmSync(copy, { recursive: true }));

test.each([
  ['equal_or_refused', 28, 24],
  ['written_by_transformers_5', 20, 0],
])(
  '%s: all hold, compiled and eager',
  (name, numEqual, numRefused) => {
    const outcomes = [...modelConfigCases(packOf(name))];
    expect(outcomes.filter(({ status }) => status !== 'holds')).toEqual([]);
    expect(outcomes.filter(({ error }) => error !== undefined)).toHaveLength(numEqual);
    expect(outcomes.filter(({ detail }) => detail.startsWith('refused: '))).toHaveLength(numRefused);
  },
  120_000,
);

/** The outcomes of a case whose entry has been changed. */
function outcomesWith(name: string, changes: object): CaseOutcome[] {
  cpSync(packOf('equal_or_refused'), copy, { recursive: true });
  const file = join(copy, 'cases.json');
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: { name: string }[] };
  const changed = cases.filter((each) => each.name === name).map((each) => ({ ...each, ...changes }));
  writeFileSync(file, JSON.stringify({ cases: changed }));
  return [...modelConfigCases(copy)];
}

test('a model that is refused though it should load fails, and the other way round', () => {
  expect(outcomesWith('bert-decoder', { verdict: 'equal' })).toMatchObject([{ status: 'fails' }]);
  expect(outcomesWith('bert-swish', { verdict: 'refused' })).toMatchObject([
    { status: 'fails', detail: 'expected to be refused, was loaded' },
    { status: 'fails' },
  ]);
});

test('a refusal has to name the field, and numbers have to be those of the reference', () => {
  expect(outcomesWith('bert-decoder', { names: ['add_cross_attention'] })).toMatchObject([
    { status: 'fails' },
  ]);
  const other = { ...swishConfig(), hidden_act: 'relu' };
  expect(outcomesWith('bert-swish', { config: other })).toMatchObject([
    { status: 'fails' },
    { status: 'fails' },
  ]);
});

function swishConfig(): object {
  const { cases } = JSON.parse(readFileSync(join(packOf('equal_or_refused'), 'cases.json'), 'utf8')) as {
    cases: { name: string; config: object }[];
  };
  return cases.find(({ name }) => name === 'bert-swish')?.config ?? {};
}
