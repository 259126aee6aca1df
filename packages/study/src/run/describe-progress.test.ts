import { describeProgress } from './describe-progress.ts';

describe('describeProgress', () => {
  test.each([
    [{ phase: 'loading' }, { detail: 'loading' }],
    [{ phase: 'loading', part: 'tokenising, 34 %' }, { detail: 'tokenising, 34 %' }],
    [{ phase: 'importance', step: 5 }, { detail: 'measuring importance' }],
    [
      { phase: 'training', step: 5, steps: 20, epoch: 2, loss: 0.71234 },
      { detail: 'epoch 2, step 5 of 20, loss 0.712', fraction: 0.25 },
    ],
    [
      { phase: 'training', step: 5, steps: 20, epoch: 2, mayEndEarly: true },
      { detail: 'epoch 2, step 5 of at most 20', fraction: 0.25 },
    ],
    [{ phase: 'training' }, { detail: 'epoch ?' }],
    [{ phase: 'evaluation' }, { detail: 'evaluation' }],
  ] as const)('%j', (progress, shown) => {
    expect(describeProgress(progress)).toEqual(shown);
  });
});
