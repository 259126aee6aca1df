import { join } from 'node:path';
import { adaptModel } from '@lamella/adapters';
import { workspaceRoot } from '@lamella/core';
import { type BatchLayout, type EncodedExample, makeBatches } from '@lamella/datasets';
import { matmulFlops, type MatmulPrecision, type OperationRecord } from '@lamella/engine';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { readJsonFile } from '@lamella/files';
import { createModel } from '@lamella/models';
import { DEFAULT_ADAMW } from './adamw.ts';
import { FineTuningStep } from './fine-tuning-step.ts';

/** Eight texts of 21 tokens, which no other size of the models is a multiple of. */
const [NUM_TEXTS, LENGTH] = [8, 21];
const examples: EncodedExample[] = Array.from({ length: NUM_TEXTS }, (_, id) => ({
  id,
  ids: Array.from({ length: LENGTH }, (_, i) => 5 + ((7 * i + id) % 40)),
  typeIds: new Array<number>(LENGTH).fill(0),
  label: id % 3,
}));

interface Step {
  readonly operations: readonly OperationRecord[];
  readonly losses: readonly number[];
}

/** Three steps of a BERT with LoRA and dropout, on one batch. */
function train(matmulPrecision: MatmulPrecision, layout: BatchLayout): Step {
  const config = readJsonFile(join(workspaceRoot(), 'fixtures', 'bert', 'config.json'));
  const model = createModel(config as Readonly<Record<string, unknown>>, {
    head: 'classification',
    numLabels: 3,
  });
  const adapted = adaptModel(model, {
    ...({ kind: 'lora', targets: ['query', 'output.dense'], layers: [0, 1] } as const),
    ...{ rank: 2, alpha: 6, dropout: 0.1, seed: 0 },
  });
  const step = new FineTuningStep({
    ...({ model, kind: 'classification', trainable: adapted.trainable } as const),
    ...{ adamw: DEFAULT_ADAMW, maxGradNorm: 1, seed: 1, hasDropout: true, matmulPrecision },
  });
  const batches = [...makeBatches(examples, { batchSize: NUM_TEXTS, padId: 0, layout })];
  const losses = [0, 1, 2].map(() => step.run(batches, 1e-2).loss);
  const operations = step.operations.flat();
  step.dispose();
  adapted.remove();
  model.dispose();
  return { operations, losses };
}

describe.each(['padded', 'packed'] as const)('%s', (layout) => {
  test('a step in bfloat16 converts no activation of all tokens', () => {
    const { operations } = expectNoLeakedTensors(() => train('bfloat16', layout));
    const rows = (type: string): number[] =>
      operations.filter((one) => one.type === type).map(({ outputs: [to] }) => to?.shape?.at(0) ?? 0);
    const numTokens = Math.max(...rows('LamellaLayerNorm'));
    expect(numTokens).toBeGreaterThanOrEqual(NUM_TEXTS * LENGTH);
    const casts = operations.filter(({ type }) => type === 'Cast');
    expect(casts.length).toBeGreaterThan(0); // of the adapters' weights
    const large = casts.filter(({ outputs: [to] }) => (to?.shape ?? []).includes(numTokens));
    expect(large.map(({ outputs: [to] }) => to?.shape)).toEqual([]);
  });

  test('computes each product once, and with it what is added to it', () => {
    const [reduced, full] = [train('bfloat16', layout).operations, train('float32', layout).operations];
    expect(matmulFlops(reduced)).toBe(matmulFlops(full));
  });

  test('losses are near those of float32', () => {
    const [reduced, full] = [train('bfloat16', layout).losses, train('float32', layout).losses];
    reduced.forEach((loss, i) => expect(Math.abs(loss - (full[i] ?? NaN))).toBeLessThan(0.01));
    expect(reduced).not.toEqual(full);
    expect(full[2]).toBeLessThan((full[0] ?? NaN) - 0.01);
  });
});
