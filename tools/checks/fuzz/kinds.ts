import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeAdapter } from '@lamella/adapters';
import { workspaceRoot } from '@lamella/core';
import { readRows, readTable, readTextsFile } from '@lamella/datasets';
import {
  readJsonObject,
  readPytorchFile,
  readSafetensors,
  readSealedJson,
  type WeightsFile,
} from '@lamella/files';
import {
  loadTokenizer,
  readGenerationConfig,
  readImageProcessorConfig,
  readModelConfig,
} from '@lamella/models';
import { probeTokenizer } from '@lamella/models/tokenizer-probe';
import { readModelShape } from '@lamella/planning';
import { expandSweep, parseSpec } from '@lamella/spec';
import { readExperimentFile, ResultStore } from '@lamella/study';
import type { Kind } from './kind.ts';
import { mutateBytes, mutateJson, mutateLines } from './mutate.ts';
import { STORED_KINDS } from './stored-kinds.ts';

const root = workspaceRoot();

const filesBelow = (folder: string, isWanted: (name: string) => boolean): (() => readonly Buffer[]) => {
  return () =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => isWanted(name) && !name.includes('node_modules'))
      .sort()
      .slice(0, 40)
      .map((name) => readFileSync(join(root, folder, name)));
};
const named =
  (name: string): ((path: string) => boolean) =>
  (path) =>
    path.endsWith(name);
const inText =
  (...texts: readonly string[]) =>
  (): readonly Buffer[] =>
    texts.map((text) => Buffer.from(text));

const columns = ['text', 'label'];
const table = (path: string): Promise<unknown> => readTable(path, { columns });

const DELIMITED = 'text,label,more\n"a ""quoted"", b\nc",1,x\nnäh 日本,0,\nplain,1,y\n';
const JSON_LINES =
  '{"text":"a","label":1}\n\n{"label":0,"text":"b \\u00e4","more":[{"role":"user"}]}\n{"text":null,"label":true}\n';
const JSON_LIST = '[{"text":"a","label":1},\n{"text":"b","label":0.5,"more":{"a":[1,2]}}]';

/** JSON of one name wherever it lies: sound ones are in a folder of the repository. */
const jsonFile = (file: string, folder: string, read: Kind['read']): Kind => ({
  name: file,
  file,
  seeds: filesBelow(folder, named(`/${file}`)),
  mutate: mutateJson,
  read,
});

/** All kinds, in the order of the table. */
export const KINDS: readonly Kind[] = [
  {
    name: 'spec (YAML)',
    file: 'spec.yaml',
    seeds: filesBelow('experiments/specs', (name) => named('.yaml')(name) && !/pretrain|invalid/.test(name)),
    mutate: mutateLines,
    read: (path) => expandSweep(parseSpec(readFileSync(path, 'utf8'), path), 12),
  },
  { name: 'table: CSV', file: 'x.csv', seeds: inText(DELIMITED), mutate: mutateLines, read: table },
  {
    name: 'table: TSV',
    file: 'x.tsv',
    seeds: inText(DELIMITED.replaceAll(',', '\t').replace('b\nc', 'b c')),
    mutate: mutateLines,
    read: table,
  },
  { name: 'table: JSON Lines', file: 'x.jsonl', seeds: inText(JSON_LINES), mutate: mutateBytes, read: table },
  { name: 'table: JSON list', file: 'x.json', seeds: inText(JSON_LIST), mutate: mutateJson, read: table },
  {
    name: 'table: Parquet',
    file: 'x.parquet',
    seeds: filesBelow('packages/datasets/fixtures', named('.parquet')),
    mutate: mutateBytes,
    read: (path) => readTable(path, { columns: ['text'] }),
    cost: 2,
  },
  {
    name: 'texts (JSON Lines)',
    file: 'x.jsonl',
    seeds: inText('"a"\n["b","c"]\n'),
    mutate: mutateBytes,
    read: readTextsFile,
  },
  {
    name: 'problems (JSON Lines)',
    file: 'x.jsonl',
    seeds: inText(JSON_LINES),
    mutate: mutateBytes,
    read: readRows,
  },
  {
    name: 'weights: safetensors',
    file: 'model.safetensors',
    seeds: filesBelow('packages/files/fixtures', named('.safetensors')),
    mutate: mutateBytes,
    read: (path) => readAll(readSafetensors(path)),
  },
  {
    name: 'weights: PyTorch',
    file: 'pytorch_model.bin',
    seeds: filesBelow('packages/files/fixtures/pytorch', named('.bin')),
    mutate: mutateBytes,
    read: (path) => readAll(readPytorchFile(path)),
  },
  jsonFile('config.json', 'fixtures', readConfig),
  jsonFile('generation_config.json', 'fixtures', (path) => readGenerationConfig(dirname(path))),
  jsonFile('preprocessor_config.json', 'fixtures', (path) =>
    readImageProcessorConfig(readJsonObject(path), path),
  ),
  jsonFile('adapter_config.json', 'fixtures', (path) => describeAdapter(dirname(path))),
  {
    name: 'tokenizer.json, in another process',
    file: 'tokenizer.json',
    seeds: filesBelow('packages/models/embedded', named('/tokenizer.json')),
    beside: { 'tokenizer_config.json': '{"pad_token": "<pad>"}' },
    mutate: mutateJson,
    read: useTokenizer,
    cost: 20,
  },
  {
    name: 'result of a trial',
    file: 'cola-all-r8-seed1.json',
    seeds: filesBelow('results/published/glue-mini', named('seed1.json')),
    mutate: mutateJson,
    read: (path) => [new ResultStore(dirname(path)).read('cola-all-r8-seed1'), readSealedJson(path, 2)],
  },
  jsonFile('experiment.json', 'results/published', (path) => readExperimentFile(dirname(path))),
  ...STORED_KINDS,
];

function readAll(file: WeightsFile): unknown {
  try {
    return [...file.tensors.keys()].map((name) => file.read(name).shape);
  } finally {
    file.close();
  }
}

function readConfig(path: string): unknown {
  const config = readJsonObject(path);
  return [readModelShape(config), readModelConfig(config, path)];
}

async function useTokenizer(path: string): Promise<unknown> {
  await probeTokenizer(dirname(path));
  return await loadTokenizer(dirname(path)).encode('The film was good, mostly.');
}
