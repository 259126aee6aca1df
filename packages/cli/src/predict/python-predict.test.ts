import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adaptModel, saveAdapter } from '@lamella/adapters';
import { formatTask } from '@lamella/adapters/notes';
import { workspaceRoot } from '@lamella/core';
import { tf } from '@lamella/engine';
import { describeWithPythons, runPython } from '@lamella/engine/testing';
import { loadModel } from '@lamella/models';
import { convertAdapter } from '../convert/convert-adapter.ts';
import { predictForCommand } from './predict-for-command.ts';

const labels = ['contradiction', 'entailment', 'neutral'];
const words = ['A ship', 'left', 'the harbour', 'before dawn', 'and', 'nobody', 'came', 'back', 'again'];

describeWithPythons('predictions', ['peft', 'transformers', 'torch'], (python) => {
  const root = mkdtempSync(join(tmpdir(), 'lamella-predictions-'));
  const base = join(workspaceRoot(), 'fixtures', 'roberta');
  const [adapter, plain] = [join(root, 'adapter'), join(root, 'plain')];
  afterAll(() => rmSync(root, { recursive: true }));

  beforeAll(async () => {
    const model = loadModel(base, { head: 'classification' });
    const lora = { kind: 'lora', dropout: 0, seed: 1, rank: 4, alpha: 8, init: 'pissa' } as const;
    const adapted = adaptModel(model, { ...lora, layers: [0, 2], targets: ['query', 'value'] });
    for (const [i, parameter] of adapted.trainable.entries())
      tf.tidy(() => {
        const noise = tf.randomNormal([...parameter.shape], 0, 0.05, 'float32', i + 1);
        parameter.assign(tf.add(parameter.value(), noise));
      });
    const task = { task: 'mnli', title: 'GLUE', kind: 'classification', maxLength: 24, labels } as const;
    await saveAdapter(adapter, { model, adapted, baseModel: base, notes: { 'task.json': formatTask(task) } });
    model.dispose();
    await convertAdapter({ adapter, output: plain });
    const rows = Array.from({ length: 60 }, (_, i) => {
      const text = (n: number): string =>
        Array.from({ length: n }, (_, j) => words[(i * j + i + j) % 9]).join(' ');
      return { premise: text(1 + (i % 8)), hypothesis: text(1 + ((i * 5) % 6)) };
    });
    writeFileSync(join(root, 'in.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  }, 120_000);

  test.each([
    ['a PiSSA adapter', adapter],
    ['the plain LoRA that it was converted into', plain],
  ])(
    'of %s are those of a pipeline with PEFT: equal classes, probabilities to 1e-5',
    async (_, folder) => {
      const output = join(root, 'out.jsonl');
      const columns = { text: 'premise', textPair: 'hypothesis' };
      const listener = { onRows: () => undefined, write: () => undefined };
      await predictForCommand(
        { adapter: folder, input: join(root, 'in.jsonl'), output, ...columns, batchSize: 7 },
        listener,
      );
      const script = join(workspaceRoot(), 'packages', 'cli', 'fixtures', 'predict-with-peft.py');
      const labelled = Object.fromEntries(labels.entries());
      const expected = JSON.parse(
        runPython(python, [script, folder, base, JSON.stringify(labelled), join(root, 'in.jsonl'), '24']),
      ) as readonly Readonly<Record<string, number>>[];
      const found = readFileSync(output, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Predicted);
      expect(found).toHaveLength(60);
      found.forEach(({ prediction, probabilities }, i) => {
        const theirs = Object.entries(expected[i] ?? {}).toSorted((a, b) => b[1] - a[1]);
        expect(prediction).toBe(theirs[0]?.[0]);
        for (const [label, value] of theirs)
          expect(Math.abs((probabilities[label] ?? NaN) - value)).toBeLessThan(1e-5);
      });
    },
    300_000,
  );
});

interface Predicted {
  readonly prediction: string;
  readonly probabilities: Readonly<Record<string, number>>;
}
