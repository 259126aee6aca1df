import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { type CaseResult, countCases } from './case-result.ts';
import { runConform } from './run-conform.ts';

const fixtures = join(workspaceRoot(), 'fixtures');
const PARTS = ['roberta', 'bert', 'modernbert', 'cka_cases', 'metrics'];
let results: readonly CaseResult[] = [];

beforeAll(async () => {
  results = await collect(...PARTS.map((part) => join(fixtures, part)));
}, 300_000);

const of = (family: string, status: string): string[] =>
  results.filter((result) => result.family === family && result.status === status).map(({ name }) => name);

test('every case that is run holds', () => {
  expect(results.filter(({ status }) => status === 'fails')).toEqual([]);
});

test.each(['compiled', 'eager'])('the numbers of both encoder families are checked, %s', (mode) => {
  const numeric = [
    'hidden states',
    'logits',
    'mean pooled',
    'loss',
    'gradients',
    'norm of all gradients',
    'lora_random: logits',
    'lora_random: loss',
    'lora_random: gradients',
    'lora_random: logits after merging',
    'lora: losses',
    'lora: gradient norms',
    'lora: learning rates',
    'lora: 99.9 % of the trained weights',
    'lora: single trained weights',
    'lora: logits after training',
    'lora: merged weight',
    'lora: logits after merging',
    'lora_adapter: logits of the loaded adapter',
    'representations, position',
    'representations, mean',
    'CKA of own representations, position',
    'CKA of own representations, mean',
    'selection by own CKA, position',
    'selection by own CKA, mean',
    ...['W', 'B'].flatMap((weights) =>
      ['layers and weights', 'ranking by sum', 'ranking by mean'].map(
        (what) => `Fisher of ${weights}: ${what}`,
      ),
    ),
  ].map((name) => `${name}, ${mode}`);
  for (const family of ['roberta', 'bert', 'modernbert'])
    expect(of(family, 'holds')).toEqual(expect.arrayContaining(numeric));
  const ofRoberta = [
    'full: trained weights',
    'ga_hf: losses',
    'ga_mean: losses',
    ...['rslora', 'dora', 'pissa'].flatMap((run) => [
      `${run}: losses`,
      `${run}: gradient norms`,
      `${run}: 99.9 % of the trained weights`,
      `${run}: merged weight`,
      `${run}: logits after merging`,
      `${run}_adapter: logits of the loaded adapter`,
    ]),
    'dora_random: gradients',
    'dora_random: logits after merging',
    'pissa: logits at the start',
  ].map((name) => `${name}, ${mode}`);
  expect(of('roberta', 'holds')).toEqual(expect.arrayContaining(ofRoberta));
});

test('files of the encoder families are checked', () => {
  const files = [
    'tokenizer, texts: ids',
    'tokenizer, texts: offsets',
    'tokenizer, texts: decoded',
    'tokenizer, pairs: ids',
    'tokenizer, pairs: longest_first_10',
    'tokenizer, padded batch',
    'reference texts',
    'lora_adapter: saved config',
    'lora_adapter: saved tensors',
    'Fisher of W: diagonal by the loop, eager',
    'Fisher of B: weights by the loop, eager',
  ];
  for (const family of ['roberta', 'bert', 'modernbert'])
    expect(of(family, 'holds')).toEqual(expect.arrayContaining(files));
});

test('PiSSA’s decomposition and the files of every kind of adapter are checked', () => {
  expect(of('roberta', 'holds')).toEqual(
    expect.arrayContaining([
      'pissa: singular values',
      'pissa: residual of the stored start',
      'pissa: residual, times the gap behind the last singular value',
      ...['rslora', 'dora', 'pissa'].flatMap((run) => [
        `${run}_adapter: saved config`,
        `${run}_adapter: saved tensors`,
      ]),
    ]),
  );
});

test('CKA cases and metrics are checked whole', () => {
  expect(of('cka_cases', 'holds')).toHaveLength(12);
  expect(of('metrics', 'holds')).toHaveLength(23);
  expect([...of('cka_cases', 'unsupported'), ...of('metrics', 'unsupported')]).toEqual([]);
});

test('nothing is left out', () => {
  expect(['roberta', 'bert', 'modernbert'].flatMap((family) => of(family, 'unsupported'))).toEqual([]);
});

test('a family without a model is listed case by case; its tokenizer is checked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-conform-'));
  cpSync(join(fixtures, 'bert'), join(folder, 'tetra'), { recursive: true });
  writeFileSync(join(folder, 'tetra', 'config.json'), '{ "model_type": "tetra" }');
  const found = await collect(folder);
  rmSync(folder, { recursive: true });
  expect(found.filter(({ status }) => status === 'holds')).toHaveLength(10);
  const unsupported = found.filter(({ status }) => status === 'unsupported');
  expect(unsupported.map(({ name }) => name)).toEqual([
    'reference texts',
    'forward pass and gradients',
    'adapters and training',
    'representations and CKA',
    'Fisher information',
  ]);
  expect(unsupported[0]?.detail).toBe('models of the architecture tetra are not supported yet');
});

test('file formats: weights of PyTorch in both forms, tokenizers of SentencePiece', async () => {
  const ofFiles = await collect(join(fixtures, 'files'));
  expect(ofFiles.filter(({ status }) => status !== 'holds')).toEqual([]);
  expect(ofFiles.map(({ name }) => name)).toEqual([
    'bin, names, types, shapes and first elements',
    'bin, sums',
    'bin-legacy, names, types, shapes and first elements',
    'bin-legacy, sums',
    'spm-bpe, texts: ids',
    'spm-bpe, texts: ids_no_special',
    'spm-bpe, texts: decoded',
    'spm-unigram, texts: ids',
    'spm-unigram, texts: ids_no_special',
    'spm-unigram, pairs: ids and token_type_ids',
  ]);
});

test('a single folder of a set', async () => {
  const ofMetrics = await collect(join(fixtures, 'metrics'));
  expect(countCases(ofMetrics)).toEqual({ holds: 23, fails: 0, unsupported: 0 });
});

test('an empty folder has no cases; a missing one is an error', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-conform-'));
  expect(await collect(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
  await expect(collect(folder)).rejects.toThrow(/^Expected a folder with references at .*, got none\.$/);
});

async function collect(...folders: readonly string[]): Promise<CaseResult[]> {
  const found: CaseResult[] = [];
  for await (const result of runConform(folders)) found.push(result);
  return found;
}
