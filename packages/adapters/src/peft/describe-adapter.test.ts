import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTask } from '../notes/task-note.ts';
import { openPeft } from '../testing/peft-fixtures.ts';
import { describeAdapter } from './describe-adapter.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-describe-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['roberta', 'classification', 3],
  ['bert', 'classification', 1],
  ['deberta', 'classification', 2],
  ['llama', 'causal-lm', undefined],
] as const)('%s: the head and its labels', (family, head, numLabels) => {
  expect(describeAdapter(openPeft(family).adapter)).toMatchObject({ head, numLabels, task: undefined });
});

test('the base, its commit and the task are those of the files', () => {
  cpSync(openPeft('roberta').adapter, folder, { recursive: true });
  const path = join(folder, 'adapter_config.json');
  const config = JSON.parse(readFileSync(path, 'utf8')) as object;
  const base = { base_model_name_or_path: 'org/name', revision: 'abc' };
  writeFileSync(path, JSON.stringify({ ...config, ...base }));
  const note = {
    task: 'mnli',
    title: 'GLUE',
    kind: 'classification',
    labels: ['a', 'b', 'c'],
    maxLength: 64,
  } as const;
  writeFileSync(join(folder, 'task.json'), formatTask(note));
  expect(describeAdapter(folder)).toMatchObject({ base: 'org/name', revision: 'abc', task: note });
  writeFileSync(path, JSON.stringify({ ...config, base_model_name_or_path: '' }));
  expect(describeAdapter(folder)).toMatchObject({ base: undefined, revision: undefined });
  writeFileSync(path, JSON.stringify({ ...config, task_type: 'TOKEN_CLS' }));
  expect(() => describeAdapter(folder)).toThrow(
    /"task_type" in .* one of SEQ_CLS, CAUSAL_LM, got "TOKEN_CLS"/,
  );
});

test('a folder without an adapter is a mistake of the user', () => {
  expect(() => describeAdapter(join(folder, 'none'))).toThrow(
    expect.objectContaining({
      exitCode: 2,
      message: expect.stringMatching(/^Expected an adapter in .*none: no adapter_config/),
    }),
  );
});
