import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { readSafetensors } from '@lamella/files';
import { run } from './conform.ts';

const fixtures = join(workspaceRoot(), 'fixtures');
const consoleLog = console.log;
const consoleError = console.error;
let folder = '';
let lines: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-conform-'));
  lines = [];
  console.log = console.error = (text: string) => void lines.push(...text.split('\n'));
});

afterEach(() => {
  console.log = consoleLog;
  console.error = consoleError;
  rmSync(folder, { recursive: true });
});

test('cases that hold: a line each, a summary, exit code 0', async () => {
  expect(await run({ folders: [join(fixtures, 'cka_cases'), join(fixtures, 'metrics')] })).toBe(0);
  expect(lines[0]).toMatch(/^holds {10}cka_cases: related {2,}\S+ of 1\.0e-9 {2,}7 compared, worst: /);
  expect(lines.at(-1)).toBe('35 cases hold, 0 fail, 0 not supported');
});

test('one changed number of the expected scores: exit code 1, and the miss is named again at the end', async () => {
  const reference = JSON.parse(readFileSync(join(fixtures, 'metrics', 'metrics.json'), 'utf8'));
  reference.classification[0].accuracy += 1e-6;
  writeFileSync(join(folder, 'metrics.json'), JSON.stringify(reference));
  expect(await run({ folders: [folder] })).toBe(1);
  const misses = lines.filter((line) => line.startsWith('FAILS'));
  expect(misses).toHaveLength(2);
  expect(misses[0]).toMatch(/classification, binary {2,}1\.0e-6 of 1\.0e-9 .* worst: accuracy$/);
  expect(lines.at(-1)).toBe('22 cases hold, 1 fail, 0 not supported');
});

test('one changed number of a file of tensors: exit code 1', async () => {
  const copy = join(folder, 'bert');
  cpSync(join(fixtures, 'bert'), copy, { recursive: true });
  addToFirstElement(join(copy, 'reference.safetensors'), 'hidden_2', 1e-3);
  addToFirstElement(join(copy, 'train.safetensors'), 'lora/init/base_model.model.classifier.bias', 1e-3);
  expect(await run({ folders: [folder] })).toBe(1);
  for (const mode of ['compiled', 'eager']) {
    const misses = [
      `^FAILS .* hidden states, ${mode} .* worst: hidden_2$`,
      `^FAILS .* lora: losses, ${mode} `,
      `^FAILS .* lora: logits after training, ${mode} `,
      `^holds .* lora_adapter: logits of the loaded adapter, ${mode} `,
    ];
    for (const miss of misses) expect(lines).toContainEqual(expect.stringMatching(miss));
  }
}, 120_000);

test('nothing to check: exit code 1', async () => {
  expect(await run({ folders: [folder] })).toBe(1);
  expect(lines).toEqual([
    '',
    '0 cases hold, 0 fail, 0 not supported',
    `Expected references in ${folder}, got none that can be checked.`,
  ]);
});

test('only what is not supported: exit code 1, listed', async () => {
  mkdirSync(join(folder, 'files', 'bin'), { recursive: true });
  writeFileSync(join(folder, 'files', 'values.json'), '{}');
  expect(await run({ folders: [folder] })).toBe(1);
  expect(lines[0]).toMatch(/^NOT SUPPORTED {2}files: bin {2,}this file format is not supported yet$/);
});

test('JSON', async () => {
  expect(await run({ folders: [join(fixtures, 'metrics')], json: true })).toBe(0);
  const { counts, cases } = JSON.parse(lines.join('\n'));
  expect(counts).toEqual({ holds: 23, fails: 0, unsupported: 0 });
  expect(cases[0]).toMatchObject({ family: 'metrics', name: 'classification, binary', status: 'holds' });
});

function addToFirstElement(path: string, tensor: string, addend: number): void {
  const file = readSafetensors(path);
  const begin = file.tensors.get(tensor)?.begin ?? NaN;
  file.close();
  const bytes = readFileSync(path);
  bytes.writeFloatLE(bytes.readFloatLE(begin) + addend, begin);
  writeFileSync(path, bytes);
}
