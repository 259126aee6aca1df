import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ResultStore } from '../results/result-store.ts';
import { expandSweep, parseSpec } from '@lamella/spec';
import { doneResult } from '../testing/example-results.ts';
import { makeTable, writeTable } from './make-table.ts';

const yaml = `
name: example
model: mini/llama
data: { kind: hub, id: me/data }
tasks: [metamath]
methods:
  base: { tuning: none }
  all: { title: 'LoRA, all layers', selection: all }
sweep: { seed: [1, 2] }
`;
const spec = parseSpec(yaml, 'example.yaml');
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-tables-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes results whose scores grow with the seed. */
async function writeResults(): Promise<void> {
  const store = new ResultStore(folder);
  for (const trial of expandSweep(spec, 8)) {
    const score = trial.seed / 4;
    const groups = ['Level 1', 'Level 2'].map((group, i) => ({
      ...{ benchmark: 'math', by: 'level', group, count: 10 + i, score: score / (i + 1) },
    }));
    const losses = trial.tuning === 'none' ? [] : Array.from({ length: 20 }, (_, step) => 4 - step / 10);
    const result = doneResult(trial);
    const primary = { name: 'gsm8k/accuracy', value: score };
    const final = { 'gsm8k/accuracy': score, 'math/accuracy': score / 2 };
    await store.write({ ...result, groups, losses, metrics: { ...result.metrics, primary, final } });
  }
}

test('every benchmark of a task is a column, its groups are a table, and trainings are another', async () => {
  await writeResults();
  const { markdown, csv, further } = makeTable({ spec, numLayers: 8 }, folder);
  expect(markdown).toContain('| method | N | rank | GSM8K | MATH | average | trainable parameters |');
  expect(markdown).toContain('| LoRA, all layers | 8 | 8 | 37.5 ± 17.7 | 18.8 ± 8.8 | 28.1 ± 13.3 | 1,000 |');
  expect(markdown).toContain(
    '**MATH by level**, scores × 100 (problems)\n\n| method | N | rank | Level 1 (10) | Level 2 (11) |',
  );
  expect(markdown).toContain('| LoRA, all layers | 8 | 8 | 37.5 | 18.8 |\n');
  expect(markdown).toContain(
    '| LoRA, all layers, metamath, seed 1 | 8 | 8 | 1,000 | 10 | 3.950 → 2.150 | 0.010 | 0 | 256 |',
  );
  expect(csv.split('\n')[1]).toMatch(/^gsm8k,accuracy,base,/);
  expect(further.get('groups.csv')?.split('\n')[0]).toBe(
    'method,title,layers,rank,seed,benchmark,by,group,count,score',
  );
  expect(further.get('losses.csv')?.trim().split('\n')).toHaveLength(1 + 2 * 20);
});

test("a user's own table has its name, and a loss is shown as it is, lower ones as the better", async () => {
  const own = parseSpec(
    yaml
      .replace('{ kind: hub, id: me/data }', '{ kind: table, train: /data/own.jsonl, text: text }')
      .replace('metamath', 'text-generation'),
    'own.yaml',
  );
  const store = new ResultStore(folder);
  for (const trial of expandSweep(own, 8)) {
    const result = doneResult(trial);
    const primary = { name: 'loss', value: 1.5 + trial.seed / 100 };
    await store.write({ ...result, losses: [2, 1], metrics: { ...result.metrics, primary } });
  }
  const { markdown, csv } = makeTable({ spec: own, numLayers: 8 }, folder);
  expect(markdown).toContain('| method | N | rank | own.jsonl | average | trainable parameters |');
  expect(markdown).toContain('| LoRA, all layers | 8 | 8 | 1.5150 ± 0.0071 | 1.5150 ± 0.0071 | 1,000 |');
  expect(markdown).toContain(
    'Scores on the dev sets, lower is better (loss: own.jsonl), mean ± standard deviation over 2 seeds.',
  );
  expect(csv.split('\n')[1]).toMatch(/^text-generation,loss,base,.*,1\.5150*1?,/);
});

test('tables without groups and losses have no further files', async () => {
  const { further, markdown } = makeTable({ spec, numLayers: 8 }, folder);
  expect(further.size).toBe(0);
  expect(markdown).not.toContain('**Training**');
  await writeTable(folder, { markdown, csv: 'a\n', further: new Map([['losses.csv', 'b\n']]) });
  expect(readdirSync(folder).sort()).toEqual(['losses.csv', 'table.csv', 'table.md']);
});
