import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import type { CaseResult } from '../case-result.ts';
import { runConform } from '../run-conform.ts';

test('every case of the reference holds, or is refused by name', async () => {
  const results: CaseResult[] = [];
  for await (const result of runConform([join(workspaceRoot(), 'fixtures', 'special_tokens')]))
    results.push(result);
  expect(results.filter(({ status }) => status === 'fails')).toEqual([]);
  expect(results.filter(({ status }) => status === 'holds')).toHaveLength(33);
  const refused = results.filter(({ status }) => status === 'unsupported');
  expect(refused.map(({ detail }) => detail.startsWith('refused: '))).toEqual(
    new Array<boolean>(0).fill(true),
  );
});
