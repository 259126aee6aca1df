import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel, resolveModelFolder } from '@lamella/models';
import { expandSweep, parseSpec, type ResolvedTrial } from '@lamella/spec';
import { loadTableTrialTask } from './table-task.ts';

const words = ['good', 'bad', 'odd'];
const lines = Array.from({ length: 30 }, (_, i) => `this is ${words[i % 3]} (${i}),${words[i % 3]}`);

let folder: string;
let trial: ResolvedTrial;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-table-'));
  for (const [name, some] of [
    ['train', lines],
    ['test', lines.slice(0, 4)],
  ] as const)
    writeFileSync(join(folder, `${name}.csv`), `review,mood\n${some.join('\n')}\n`);
  const data = `kind: table, train: ${folder}/train.csv, test: ${folder}/test.csv, text: review, label: mood`;
  const yaml = `name: own
model: mini/roberta
data: { ${data} }
tasks: [text-classification]
rows: { dev: 2 }
methods: { all: { selection: all } }
sweep: { seed: [1] }
`;
  [trial] = expandSweep(parseSpec(yaml, 'own.yaml'), 8) as [ResolvedTrial];
});
afterAll(() => rmSync(folder, { recursive: true }));

test('test rows are scored at the end alone, under names of their own', async () => {
  const modelFolder = await resolveModelFolder('mini/roberta');
  const task = await loadTableTrialTask('text-classification', trial, modelFolder);
  expect([task.kind, task.numLabels, task.train.length]).toEqual(['classification', 3, 27]);
  expect(task.rows).toEqual({
    ...{ train: 27, dev: 2, test: 4 },
    split: { share: 0.1, seed: 0 },
    labels: ['bad', 'good', 'odd'],
  });
  const model = loadModel(modelFolder, { head: 'classification', numLabels: 3, seed: 1 });
  const evaluator = task.evaluator(model);
  const { name, metrics } = evaluator.afterEpoch();
  expect([name, Object.keys(metrics)]).toEqual(['accuracy', ['accuracy', 'f1_macro']]);
  const { predictions, metrics: final } = await evaluator.evaluate();
  expect(Object.keys(final)).toEqual(['accuracy', 'f1_macro', 'accuracy_test', 'f1_macro_test']);
  expect(predictions['test']?.labels).toEqual([1, 0, 2, 1]);
  // The dev rows were scored with these weights before.
  const again = await evaluator.evaluate({ areOfLastEpoch: true });
  expect(again).toEqual({ ...(await evaluator.evaluate()), predictions });
  evaluator.dispose();
  model.dispose();
});
