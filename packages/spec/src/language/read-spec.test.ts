import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expandSweep } from '../sweep/expand-sweep.ts';
import { parseOverride } from './overrides.ts';
import { readSpec } from './read-spec.ts';

const root = fileURLToPath(new URL('../../../../experiments/specs', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.yaml'),
);
const inFolder = (folder: string): string[] => files.filter((file) => dirname(file) === folder);

/** Layers of each spec's model, and the cells that its comment and the issue ask for. */
const expected: Readonly<Record<string, { numLayers: number; trials: number }>> = {
  'glue/mini.yaml': { numLayers: 6, trials: 3 * 3 * (9 + 10 + 4) },
  'glue/mini-full.yaml': { numLayers: 8, trials: 3 * 8 * (3 + 6 * 3) + 3 * 3 * 3 * 4 },
  'glue/roberta-base.yaml': { numLayers: 12, trials: 5 * 8 * 9 },
  'glue/deberta-v3-base.yaml': { numLayers: 12, trials: 5 * 8 * 9 },
  // All layers, and two methods with three N; then four more ranks for the three.
  'glue/roberta-base-sweep.yaml': { numLayers: 12, trials: 8 * (7 + 4 * 3) },
  'glue/deberta-v3-base-sweep.yaml': { numLayers: 12, trials: 8 * (7 + 4 * 3) },
  'glue/minilm.yaml': { numLayers: 6, trials: 2 * 2 * 4 },
  'math/mini.yaml': { numLayers: 8, trials: 11 },
  'math/mini-full.yaml': { numLayers: 8, trials: 3 * (4 + 7 * 3) + 3 * 5 * 4 },
  'math/smollm2.yaml': { numLayers: 30, trials: 2 },
  'arc/smollm2.yaml': { numLayers: 30, trials: 4 * 3 },
  'code/mini.yaml': { numLayers: 8, trials: 11 },
  'multimodal/mini.yaml': { numLayers: 8, trials: 11 },
  'multimodal/llava-1-5-7b.yaml': { numLayers: 32, trials: 12 + 4 + 4 },
  // Each with two more values of N for two methods, and two more ranks for two.
  ...Object.fromEntries(
    ['math', 'code'].flatMap((kind) =>
      [
        ['llama-2-7b', 32],
        ['mistral-7b', 32],
        ['gemma-7b', 28],
      ].map(([model, numLayers]) => [
        `${kind}/${model}.yaml`,
        { numLayers: Number(numLayers), trials: 12 + 4 + 4 },
      ]),
    ),
  ),
};

describe('committed specs', () => {
  test('are all known here', () => {
    const kinds = ['glue', 'math', 'arc', 'code', 'multimodal'];
    expect(kinds.flatMap(inFolder).toSorted()).toEqual(Object.keys(expected).toSorted());
    expect(inFolder('invalid').length).toBeGreaterThan(15);
  });

  test.each(Object.entries(expected))(
    '%s is valid and has the stated number of trials',
    async (file, { numLayers, trials }) => {
      const path = join(root, file);
      const spec = await readSpec(path);
      expect(spec.name).toBe(`${dirname(file)}-${basename(file, '.yaml')}`);
      expect(expandSweep(spec, numLayers)).toHaveLength(trials);
      const schemaLine = /^# yaml-language-server: \$schema=(\S+)/.exec(readFileSync(path, 'utf8'))?.[1];
      expect(join(dirname(path), schemaLine ?? '')).toBe(join(root, '../schema/experiment.schema.json'));
    },
  );
});

describe('specs in invalid/', () => {
  test.each(inFolder('invalid'))('%s fails with the text of its first comment', async (file) => {
    const path = join(root, file);
    const comment = readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => /^# (.*)$/.exec(line)?.[1]);
    const wanted = comment
      .slice(
        0,
        comment.findIndex((line) => line === undefined),
      )
      .map((line) => `${path}:${line}`);
    const heading = wanted.length > 1 ? [`${wanted.length} problems:`] : [];
    await expect(readSpec(path)).rejects.toMatchObject({
      exitCode: 2,
      message: [...heading, ...wanted].join('\n'),
    });
  });
});

describe('readSpec', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-spec-'));
  const file = join(folder, 'spec.yaml');
  const body = 'tasks: [cola]\nmethods: { all: { selection: all } }\nsweep: { seed: [1] }\nname: here\n';
  afterAll(() => rmSync(folder, { recursive: true }));

  test('paths are relative to the file, names are left alone', async () => {
    writeFileSync(file, `${body}model: ./model\ndata: { kind: folder, path: ../glue }\n`);
    const spec = await readSpec(file);
    expect(spec.model).toBe(join(folder, 'model'));
    expect(spec.data).toEqual({ kind: 'folder', path: join(dirname(folder), 'glue') });
    writeFileSync(file, `${body}model: org/name\ndata: { kind: mini-glue }\n`);
    expect((await readSpec(file)).model).toBe('org/name');
  });

  test('swept paths are as well, in every sweep, and are labels without their folders', async () => {
    const table = 'data: { kind: table, train: a.csv, text: t, label: l }\ntasks: [text-classification]\n';
    const set = 'set: { data.train: [a.csv, ../b.csv], training.epochs: [1] }';
    writeFileSync(
      file,
      `${table}model: org/name\nname: here\nmethods: { all: { selection: all } }\n` +
        `sweep: { seed: [1], ${set} }\nextraSweeps: [{ ${set}, seed: [2] }]\n`,
    );
    const spec = await readSpec(file);
    const files = [join(folder, 'a.csv'), join(dirname(folder), 'b.csv')];
    expect(spec.sweep.set).toEqual({ 'data.train': files, 'training.epochs': [1] });
    expect(spec.extraSweeps?.[0]?.set?.['data.train']).toEqual(files);
    const trials = expandSweep(spec, 4);
    expect(trials.map(({ data }) => data.kind === 'table' && data.train)).toEqual([...files, ...files]);
    expect(trials.map(({ id }) => id).slice(0, 2)).toEqual([
      'text-classification-all-r8-train-a.csv-epochs-1-seed1',
      'text-classification-all-r8-train-b.csv-epochs-1-seed1',
    ]);
    writeFileSync(
      file,
      `${body}model: m\ndata: { kind: folder, path: x }\n`.replace(
        '[1] }',
        '[1], set: { data: [{ kind: mini-glue }, { kind: folder, path: y }] } }',
      ),
    );
    expect((await readSpec(file)).sweep.set?.['data']?.[1]).toEqual({
      kind: 'folder',
      path: join(folder, 'y'),
    });
  });

  test('a title of files is not that of others on the command line', async () => {
    const file = join(root, 'math/smollm2.yaml');
    const titleWith = async (...texts: string[]): Promise<unknown> => {
      const { data } = await readSpec(file, texts.map(parseOverride));
      return data.kind === 'files' ? data.title : data.kind;
    };
    expect(await titleWith('rows.train=9')).toBe('GSM8K');
    expect(await titleWith('data.train=/x/own.jsonl')).toBeUndefined();
    expect(await titleWith('data.train=/x/own.jsonl', 'data.title=Mine')).toBe('Mine');
  });

  test('refuses what cannot be a spec', async () => {
    await expect(readSpec(join(folder, 'none.yaml'))).rejects.toThrow(/none.yaml: no such file/);
    await expect(readSpec(folder)).rejects.toThrow(/Expected a YAML file, got a folder/);
    writeFileSync(file, `# ${'x'.repeat(2 ** 20)}`);
    await expect(readSpec(file)).rejects.toThrow(/Expected a spec of at most 1048576 bytes, got 1048578/);
  });
});
