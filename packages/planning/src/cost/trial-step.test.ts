import { exampleSpec } from '@lamella/spec/testing';
import { resolveTrial } from '@lamella/spec';
import { TINY_CONFIG } from '../testing/tiny-steps.ts';
import { trialStep } from './trial-step.ts';

const stepOf = (method: string, { yaml = '', task = 'cola' as const } = {}) => {
  const at = { task, method, layers: 0.5, rank: undefined, seed: 1 } as const;
  return trialStep(resolveTrial(exampleSpec(yaml), at, 12), TINY_CONFIG);
};

test("a trial's settings are its step's", () => {
  const yaml =
    'training: { batchSize: 4, maxLength: 32, dropout: none, maxGradNorm: none, precision: bfloat16, accumulation: { steps: 2 } }\n';
  expect(stepOf('all', { yaml })).toMatchObject({
    isAtMost: false,
    step: {
      kind: 'classification',
      numLabels: 2,
      batch: { size: 4, length: 32 },
      ...{ microBatches: 2, precision: 'bfloat16', hasDropout: false, maxGradNorm: 0 },
      adapter: { kind: 'lora', layers: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
    },
  });
});

test('layers that are measured first are taken to be the lowest, which cost most', () => {
  expect(stepOf('cka')).toMatchObject({ isAtMost: true, step: { adapter: { layers: [0, 1, 2, 3, 4, 5] } } });
  const random = stepOf('random');
  expect(random?.isAtMost).toBe(false);
  const { adapter } = random?.step ?? {};
  expect(adapter?.kind === 'lora' ? adapter.layers : []).toHaveLength(6);
});

test('full fine-tuning', () => {
  expect(stepOf('full')?.step.adapter).toEqual({ kind: 'full' });
});
