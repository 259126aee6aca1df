import { Random } from '@lamella/core';
import { describeWithPythons, runPython } from '@lamella/engine/testing';
import { type BestScore, EarlyStopping } from './early-stopping.ts';

interface Case {
  readonly name: string;
  readonly patience: number;
  readonly minDelta?: number;
  readonly isLowerBetter?: boolean;
  readonly scores: readonly number[];
}

/** The evaluation after which it is over, counted from 1; null if none. */
function run({ scores, isLowerBetter, ...settings }: Omit<Case, 'name'>): {
  readonly end: number | null;
  readonly best: BestScore | undefined;
} {
  const stopping = new EarlyStopping(settings);
  const index = scores.findIndex((score) =>
    stopping.offer(score, isLowerBetter === true ? 'lower' : 'higher'),
  );
  return { end: index < 0 ? null : index + 1, best: stopping.best };
}

const cases: readonly (Case & { readonly end: number | null; readonly best: BestScore | undefined })[] = [
  {
    ...{ name: 'every score is better', patience: 1, scores: [1, 2, 3] },
    ...{ end: null, best: { score: 3, epoch: 3 } },
  },
  {
    ...{ name: 'the first one that is not ends it', patience: 1, scores: [1, 2, 1.5, 9] },
    ...{ end: 3, best: { score: 2, epoch: 2 } },
  },
  {
    ...{ name: 'the same score is none', patience: 2, scores: [1, 1, 1, 2] },
    ...{ end: 3, best: { score: 1, epoch: 1 } },
  },
  {
    ...{ name: 'a better one begins the count anew', patience: 2, scores: [1, 0, 2, 0, 1, 5] },
    ...{ end: 5, best: { score: 2, epoch: 3 } },
  },
  {
    ...{ name: 'losses fall', patience: 1, isLowerBetter: true, scores: [3, 2, 1, 1.5] },
    ...{ end: 4, best: { score: 1, epoch: 3 } },
  },
  {
    ...{ name: 'a gain of minDelta is none', patience: 1, minDelta: 0.5, scores: [0, 1, 1.5] },
    ...{ end: 3, best: { score: 1.5, epoch: 3 } },
  },
  {
    ...{ name: 'what creeps up ends', patience: 3, minDelta: 0.1, scores: [0, 0.0625, 0.125, 0.1875, 0.25] },
    ...{ end: 4, best: { score: 0.1875, epoch: 4 } },
  },
  {
    ...{
      name: 'minDelta of losses',
      patience: 2,
      minDelta: 0.5,
      isLowerBetter: true,
      scores: [4, 3.75, 3.5],
    },
    ...{ end: 3, best: { score: 3.5, epoch: 3 } },
  },
  {
    ...{ name: 'NaN is none', patience: 2, scores: [1, NaN, 2, NaN, NaN, 3] },
    ...{ end: 5, best: { score: 2, epoch: 3 } },
  },
  {
    ...{ name: 'NaN first', patience: 1, scores: [NaN, 0.5, 0.25] },
    ...{ end: 3, best: { score: 0.5, epoch: 2 } },
  },
  { ...{ name: 'nothing but NaN', patience: 2, scores: [NaN, NaN, NaN] }, ...{ end: 3, best: undefined } },
];

test.each(cases)('$name', ({ end, best, ...settings }) => expect(run(settings)).toEqual({ end, best }));

/** Scores on a grid of eighths, on which differences and minDelta are exact. */
function drawCases(count: number, canBeNaN: boolean): Case[] {
  const random = new Random(7);
  const whole = (below: number): number => random.int(below);
  return Array.from({ length: count }, (_, index) => ({
    name: `drawn ${index}`,
    patience: 1 + whole(4),
    minDelta: whole(3) / 8,
    isLowerBetter: whole(2) === 1,
    scores: Array.from({ length: 12 }, () => (canBeNaN && whole(8) === 0 ? NaN : whole(9) / 8)),
  }));
}

const script = `
import inspect, json, sys
import numpy as np
from types import SimpleNamespace
from transformers import EarlyStoppingCallback, Trainer, TrainerControl, TrainerState

# The best score is the Trainer's part: in _determine_best_metric, or in _save_checkpoint before there was one.
def note_best(args, state, metrics):
    if hasattr(Trainer, '_determine_best_metric'):
        Trainer._determine_best_metric(SimpleNamespace(args=args, state=state), metrics=metrics, trial=None)
        return
    source = inspect.getsource(Trainer._save_checkpoint)
    assert 'or operator(metric_value, self.state.best_metric)' in source
    better = np.greater if args.greater_is_better else np.less
    if state.best_metric is None or better(metrics['eval_score'], state.best_metric):
        state.best_metric = metrics['eval_score']

ends = []
for case in json.loads(sys.argv[1]):
    args = SimpleNamespace(greater_is_better=not case['isLowerBetter'], metric_for_best_model='score', save_strategy='epoch')
    callback = EarlyStoppingCallback(case['patience'], case['minDelta'])
    state, control, end = TrainerState(), TrainerControl(), None
    for epoch, score in enumerate(case['scores'], 1):
        metrics = {'eval_score': float('nan') if score is None else score}
        callback.on_evaluate(args, state, control, metrics)
        note_best(args, state, metrics)
        if control.should_training_stop:
            end = epoch
            break
    ends.append(end)
print(json.dumps(ends))
`;

describeWithPythons(
  "transformers' EarlyStoppingCallback",
  ['transformers', 'torch'],
  ({ program, generation }) => {
    test('ends after the same evaluations', () => {
      // The pinned generation takes a NaN that comes first for the best score for ever.
      const drawn = [...cases, ...drawCases(300, generation === 'newest')].filter(
        ({ scores }) => generation === 'newest' || !scores.some(Number.isNaN),
      );
      const input = JSON.stringify(
        drawn.map(({ minDelta = 0, isLowerBetter = false, ...rest }) => ({
          ...rest,
          minDelta,
          isLowerBetter,
        })),
      );
      const ends = JSON.parse(runPython({ program }, ['-c', script, input])) as (number | null)[];
      expect(drawn.map((one) => run(one).end)).toEqual(ends);
      expect(ends.filter((end) => end !== null).length).toBeGreaterThan(100);
    }, 120_000);
  },
);
