import { given } from '@lamella/planning';
import type { ResolvedTrial } from '@lamella/spec';
import { formatPlan } from './format-plan.ts';

const trial = {
  id: 'text-classification-cka-n3-r8-seed1',
  training: { epochs: 3, batchSize: 8, accumulation: { steps: 4, mode: 'mean' } },
} as ResolvedTrial;

test('subject, settings with their reasons, and what each trial will cost at most', () => {
  const text = formatPlan({
    subject: [
      ['model', 'minilm'],
      ['data', 'reviews.csv'],
    ],
    settings: {
      epochs: given(3),
      learningRate: { value: 5e-4, why: 'usual' },
      maxLength: given(64),
      batchSize: given(8),
      accumulation: { value: 4, why: '32 examples in all' },
    },
    numExamples: 1000,
    costs: [
      { trial, step: { seconds: 0.5, cpuSeconds: 1, peakBytes: 2 ** 30 } },
      { trial: { ...trial, id: 'untuned' }, step: undefined },
    ],
  });
  expect(text).toBe(
    [
      'model  minilm',
      'data   reviews.csv',
      '',
      'setting        value  why',
      'epochs             3  as given',
      'learningRate  0.0005  usual',
      'maxLength         64  as given',
      'batchSize          8  as given',
      'accumulation       4  32 examples in all',
      '',
      'trial                                peak MiB  training, at most',
      // 3 epochs of 32 steps, of half a second each
      'text-classification-cka-n3-r8-seed1     1,024  48 s',
      'untuned                                     -  -',
    ].join('\n'),
  );
});
