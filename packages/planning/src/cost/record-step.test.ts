import { adaptModel } from '@lamella/adapters';
import { matmulFlops, type OperationRecord } from '@lamella/engine';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { createModel } from '@lamella/models';
import { DEFAULT_ADAMW, FineTuningStep } from '@lamella/training';
import { TINY_CONFIG, TINY_STEP } from '../testing/tiny-steps.ts';
import { peakLiveBytes } from './live-bytes.ts';
import { recordStep, type StepShape } from './record-step.ts';

function countTypes(operations: readonly OperationRecord[]): Record<string, number> {
  const counts: Record<string, number> = {};
  // Weights are fed to a step that runs, and small ones are constants of it.
  const isFed = (type: string): boolean => ['Placeholder', 'Const', 'Identity'].includes(type);
  for (const { type } of operations.filter((operation) => !isFed(operation.type)))
    counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

/** The ops of the same step on a model with weights. */
function runStep({
  config,
  precision,
  adapter,
  gradientCheckpointing = false,
  ...step
}: StepShape): readonly OperationRecord[] {
  const { head, quantization } = step;
  const model = createModel(config, { head, weights: precision, quantization });
  const adapted = adaptModel(model, adapter);
  const run = new FineTuningStep({
    ...{ model, trainable: adapted.trainable, kind: step.kind, seed: 1, matmulPrecision: precision },
    ...{ maxGradNorm: step.maxGradNorm, hasDropout: step.hasDropout, gradientCheckpointing },
    adamw: { ...DEFAULT_ADAMW, weightDecay: step.weightDecay },
  });
  try {
    run.run([step.batch], 1e-4);
    return run.operations[0] ?? [];
  } finally {
    run.dispose();
    adapted.remove();
    model.dispose();
  }
}

const VERA = {
  kind: 'vera',
  layers: [0],
  targets: ['query', 'output.dense'],
  rank: 4,
  dropout: 0,
  seed: 1,
} as const;

test.each([
  ['LoRA', TINY_STEP],
  ['bfloat16', { ...TINY_STEP, precision: 'bfloat16' as const }],
  ['all weights', { ...TINY_STEP, adapter: { kind: 'full' as const } }],
  ['VeRA', { ...TINY_STEP, adapter: VERA }],
  ['dropout', { ...TINY_STEP, hasDropout: true }],
  ['a base in NF4', { ...TINY_STEP, precision: 'bfloat16' as const, quantization: 'nf4' as const }],
  ['a base in int8', { ...TINY_STEP, quantization: 'int8' as const, gradientCheckpointing: true }],
  ['checkpointing', { ...TINY_STEP, hasDropout: true, gradientCheckpointing: true }],
])('%s: the ops recorded from shapes are those of a step that runs', (_, step) => {
  const { operations } = recordStep(step);
  const real = runStep(step);
  expect(countTypes(operations)).toEqual(countTypes(real));
  expect(matmulFlops(operations)).toBe(matmulFlops(real));
});

test('weights are counted in the type that they are held in, trained ones apart', () => {
  const layer = 4 * (16 * 16 + 16) + (16 * 32 + 32) + (32 * 16 + 16) + 4 * 16;
  const embeddings = (60 + 20 + 1) * 16 + 2 * 16;
  expect(recordStep(TINY_STEP)).toMatchObject({
    frozenBytes: 4 * (3 * layer + embeddings),
    trainable: 2 * 2 * 2 * (16 + 16) + (16 * 16 + 16 + 16 * 2 + 2),
  });
  const matrices = 3 * (4 * 16 * 16 + 2 * 16 * 32) + (60 + 20 + 1) * 16;
  expect(recordStep({ ...TINY_STEP, precision: 'bfloat16' })).toMatchObject({
    frozenBytes: 4 * (3 * layer + embeddings) - 2 * matrices,
    ownBytes: 2 * matrices,
  });
});

test.each([false, true])(
  'checkpointing takes less memory and at most a third more products; dropout: %s',
  (hasDropout) => {
    const deep = { ...TINY_STEP, hasDropout, config: { ...TINY_CONFIG, num_hidden_layers: 12 } };
    const [plain, twice] = [false, true].map((gradientCheckpointing) => {
      const adapter = { ...lora(), layers: [0, 11] };
      const { operations } = recordStep({ ...deep, adapter, gradientCheckpointing });
      return { bytes: peakLiveBytes(operations), flops: matmulFlops(operations) };
    });
    expect(twice?.bytes).toBeLessThan(0.4 * (plain?.bytes ?? NaN));
    expect((twice?.flops ?? NaN) / (plain?.flops ?? NaN)).toBeGreaterThan(1.2);
    expect((twice?.flops ?? NaN) / (plain?.flops ?? NaN)).toBeLessThan(1.5);
  },
);

test('micro-batches are added up', () => {
  const once = matmulFlops(recordStep(TINY_STEP).operations);
  expect(matmulFlops(recordStep({ ...TINY_STEP, microBatches: 3 }).operations)).toBe(3 * once);
});

test('nothing of the model is left or was ever held: 13 billion parameters are planned in a moment', () => {
  const huge = { ...TINY_CONFIG, num_hidden_layers: 2, hidden_size: 32_768, intermediate_size: 98_304 };
  const before = process.memoryUsage().rss;
  const { frozenBytes } = recordStep({ ...TINY_STEP, config: huge, adapter: { ...lora(), layers: [1] } });
  expect(frozenBytes).toBeGreaterThan(80e9);
  expect(process.memoryUsage().rss - before).toBeLessThan(500e6);
});

test('no tensor is left', () => {
  expectNoLeakedTensors(() => recordStep(TINY_STEP));
});

function lora(): Extract<StepShape['adapter'], { kind: 'lora' }> {
  if (TINY_STEP.adapter.kind !== 'lora') throw new Error('Expected LoRA');
  return TINY_STEP.adapter;
}

test.each([
  ['nf4', 4.127 / 8],
  ['int8', 1],
] as const)(
  'frozen matrices of layers in %s take %f bytes a weight, and little beside',
  (quantization, bytes) => {
    const held = (changes: Partial<StepShape>): number =>
      recordStep({ ...TINY_STEP, ...changes }).frozenBytes;
    const maps = 3 * (4 * 16 * 16 + 2 * 16 * 32); // of TINY_CONFIG's layers
    const adapter = { ...TINY_STEP.adapter, kind: 'head' as const };
    const saved = held({ adapter }) - held({ adapter, quantization });
    expect(saved / maps).toBeGreaterThan(4 - 1.3 * bytes - 0.3);
    expect(saved / maps).toBeLessThan(4 - bytes);
  },
);

test('a step whose frozen layers have run has the ops of those above alone', () => {
  const operationsOf = (step: StepShape) => recordStep(step).operations;
  const kept = operationsOf({ ...TINY_STEP, keepFrozenPrefix: true });
  // One layer of three, and the embeddings, are not run.
  expect(matmulFlops(kept)).toBeLessThan((5 / 6) * matmulFlops(operationsOf(TINY_STEP)));
  const lowest = { ...TINY_STEP, adapter: { ...VERA } };
  expect(countTypes(operationsOf({ ...lowest, keepFrozenPrefix: true }))).toEqual(
    countTypes(operationsOf(lowest)),
  );
});
