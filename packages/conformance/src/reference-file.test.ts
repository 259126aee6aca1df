import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { ckaCasesJson, referenceJson } from './formats.ts';
import { ReferenceFile } from './reference-file.ts';
import { readReferenceRows } from './reference-rows.ts';

const fixtures = join(workspaceRoot(), 'fixtures');

test('keeps account of what was read', () => {
  const file = new ReferenceFile(join(fixtures, 'cka_cases'), 'cka_cases', ckaCasesJson);
  const total = file.names('').length;
  expect(file.names('tiny_n/')).toEqual(['X', 'Y']);
  expect(file.read('tiny_n/X').shape).toEqual([4, 32]);
  file.skip('wide/');
  expect(file.unseen()).toHaveLength(total - 3);
  expect(file.unseen()).not.toContain('tiny_n/X');
  file.close();
});

test('fields that cases need and the file lacks are an error', () => {
  expect(() => new ReferenceFile(join(fixtures, 'cka_cases'), 'cka_cases', referenceJson)).toThrow(/family/);
});

test('rows, some of them, and without their padding', () => {
  const file = new ReferenceFile(join(fixtures, 'bert'), 'reference', referenceJson);
  const rows = readReferenceRows(file, '');
  const whole = rows.batch(0, rows.numRows);
  expect([whole.size, whole.length]).toEqual(rows.shape);
  const numTokens = rows.numTokens(2);
  const last = rows.batch(2, 1, numTokens);
  const begin = 2 * whole.length;
  expect([...last.inputIds]).toEqual([...whole.inputIds.slice(begin, begin + numTokens)]);
  expect([...last.tokenTypeIds]).toEqual([...whole.tokenTypeIds.slice(begin, begin + numTokens)]);
  expect([...last.attentionMask]).toEqual(new Array(numTokens).fill(1));
  expect(whole.attentionMask[begin + numTokens]).toBe(0);
  expect(last.labels[0]).toBe(whole.labels[2]);
  expect([...last.exampleIds]).toEqual([2]);
  file.close();
});
