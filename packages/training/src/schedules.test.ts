import { learningRateAt, warmupStepsOf } from './schedules.ts';
import { openReference } from './testing/reference.ts';

// transformers 4.46.3, get_scheduler(name, optimizer, num_warmup_steps=3, num_training_steps=10), lr 2.
test.each([
  ['linear', [0, 2 / 3, 4 / 3, 2, 12 / 7, 10 / 7, 8 / 7, 6 / 7, 4 / 7, 2 / 7, 0, 0]],
  [
    'cosine',
    [
      0,
      2 / 3,
      4 / 3,
      2,
      1.900968867902419,
      1.6234898018587336,
      1.2225209339563143,
      0.7774790660436857,
      0.3765101981412665,
      0.09903113209758097,
      0,
    ],
  ],
  ['constant', [0, 2 / 3, 4 / 3, 2, 2, 2, 2, 2, 2, 2, 2, 2]],
] as const)('%s with warm-up', (name, expected) => {
  const schedule = { name, learningRate: 2, warmupSteps: 3, totalSteps: 10 };
  const rates = expected.map((_, step) => learningRateAt(step, schedule));
  rates.forEach((rate, step) => expect(rate).toBeCloseTo(expected[step] ?? NaN, 12));
});

test('without warm-up the first step has the full rate', () => {
  for (const name of ['linear', 'cosine', 'constant'] as const)
    expect(learningRateAt(0, { name, learningRate: 0.1, warmupSteps: 0, totalSteps: 5 })).toBe(0.1);
});

test('warm-up over the whole run, and runs of no step, divide by nothing', () => {
  const schedule = { name: 'linear', learningRate: 1, warmupSteps: 4, totalSteps: 4 } as const;
  expect(learningRateAt(3, schedule)).toBe(0.75);
  expect(learningRateAt(4, schedule)).toBe(1);
  expect(learningRateAt(0, { ...schedule, warmupSteps: 0, totalSteps: 0 })).toBe(1);
});

test.each([
  [0.06, 100, 6],
  [0.06, 101, 7],
  [0, 50, 0],
  [1, 3, 3],
])('a share of %d of %d steps', (ratio, totalSteps, expected) => {
  expect(warmupStepsOf(ratio, totalSteps)).toBe(expected);
});

test.each(['roberta', 'bert'])('the rates of the reference run of %s', (family) => {
  const { lora } = openReference(family, 'train').json as {
    lora: { optimizer: { lr: number }; warmup_steps: number; steps: number; lr_used: number[] };
  };
  const schedule = {
    name: 'linear',
    learningRate: lora.optimizer.lr,
    warmupSteps: lora.warmup_steps,
    totalSteps: lora.steps,
  } as const;
  lora.lr_used.forEach((rate, step) => expect(learningRateAt(step, schedule)).toBeCloseTo(rate, 15));
});
