import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { Dropout, tf } from '@lamella/engine';
import { describeWithPythons, runPython } from '@lamella/engine/testing';
import {
  copyWithoutHead,
  type TrainedFamily,
  type TrainedOptions,
  trainedTrial,
} from '../testing/trained-trial.ts';
import { keepTrial } from './keep-trial.ts';

/** Two texts, the second with padding on its right. */
const IDS = [
  [5, 60, 61, 62, 63, 64, 65, 6],
  [5, 70, 71, 72, 6, 1, 1, 1],
];
const MASK = IDS.map((_, row) => IDS[0]?.map((_, i) => (row === 0 || i < 5 ? 1 : 0)) ?? []);

const KINDS: Readonly<Record<string, object>> = {
  lora: {},
  rslora: { useRslora: true },
  dora: { useDora: true },
  pissa: { init: 'pissa' },
  vera: { kind: 'vera' },
};
/** Numbers of labels: regression, and 2, 3 and 5 classes. */
const LABELS: readonly (readonly string[])[] = [
  [],
  ['negative', 'positive'],
  ['entailment', 'neutral', 'contradiction'],
  ['1', '2', '3', '4', '5'],
];
const FAMILIES: readonly TrainedFamily[] = ['roberta', 'bert', 'deberta', 'llama'];

interface Answer {
  readonly logits: readonly (readonly number[])[];
  readonly id2label: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

describeWithPythons('kept weights', ['peft', 'transformers', 'torch', 'safetensors'], (python) => {
  const root = mkdtempSync(join(tmpdir(), 'lamella-kept-weights-'));
  const ours = new Map<string, number[][]>();
  let answers: Readonly<Record<string, Answer>> = {};
  afterAll(() => rmSync(root, { recursive: true }));

  beforeAll(async () => {
    for (const family of FAMILIES) {
      const bare = join(root, family);
      await copyWithoutHead(family, bare);
      for (const [i, [kind, adapter]] of Object.entries(KINDS).entries())
        await keep(`${family}-${kind}`, { family, adapter, base: bare, ...labelsAt(family, i) });
      // On the reference model itself, which has a head for other classes.
      await keep(`${family}-other-head`, { family, ...labelsAt(family, 2) });
      await keep(`${family}-full`, { family, tuning: 'full', base: bare, ...labelsAt(family, 2) });
    }
    await keep('bert-head', {
      family: 'bert',
      tuning: 'head',
      base: join(root, 'bert'),
      labels: LABELS[1] ?? [],
    });
    writeFileSync(
      join(root, 'jobs.json'),
      JSON.stringify({ ids: IDS, mask: MASK, folders: [...ours.keys()] }),
    );
    runPython(python, [join(workspaceRoot(), 'packages/study/fixtures/load-kept.py'), root]);
    answers = JSON.parse(readFileSync(join(root, 'answers.json'), 'utf8')) as typeof answers;
  }, 600_000);

  async function keep(name: string, options: TrainedOptions): Promise<void> {
    const trained = trainedTrial(options);
    const folder = join(root, 'kept', name);
    await keepTrial(
      trained,
      { keeping: { folder, keep: 'all' } },
      { name: 'accuracy', metrics: { accuracy: 0.5 } },
    );
    ours.set(
      folder,
      tf.tidy(() => {
        const inputs = {
          inputIds: tf.tensor2d(IDS, undefined, 'int32'),
          attentionMask: tf.tensor2d(MASK, undefined, 'int32'),
        };
        const { logits } = trained.model.forward(
          { ...inputs, tokenTypeIds: tf.zerosLike(inputs.inputIds) },
          new Dropout(),
        );
        return logits.shape.length === 2
          ? (logits.arraySync() as number[][])
          : (tf.slice(logits, [0, 4, 0], [-1, 1, -1]).squeeze([1]).arraySync() as number[][]);
      }),
    );
    trained.adapted.remove();
    trained.model.dispose();
  }

  const names = FAMILIES.flatMap((family) =>
    [...Object.keys(KINDS), 'other-head', 'full'].map((kind) => `${family}-${kind}`),
  );
  test.each([...names, 'bert-head'])('%s: the lines of its README load it, with the same logits', (name) => {
    const folder = join(root, 'kept', name);
    const { logits = [], warnings } = answers[folder] ?? {};
    const gaps = ours
      .get(folder)
      ?.flatMap((row, i) => row.map((value, j) => Math.abs(value - (logits[i]?.[j] ?? NaN))));
    // PEFT decomposes the base of a PiSSA adapter anew, in single precision.
    expect(Math.max(...(gaps ?? [NaN]))).toBeLessThan(name === 'llama-pissa' ? 3e-4 : 1e-5);
    expect(warnings).toEqual([]);
  });

  test.each(['roberta-rslora', 'bert-dora', 'deberta-full', 'bert-head'])('%s knows its classes', (name) => {
    const { id2label } = answers[join(root, 'kept', name)] ?? {};
    expect(LABELS.map((labels) => ({ ...labels }))).toContainEqual(id2label);
  });
});

function labelsAt(family: TrainedFamily, i: number): { readonly labels: readonly string[] } {
  return { labels: family === 'llama' ? [] : (LABELS[i % LABELS.length] ?? []) };
}
