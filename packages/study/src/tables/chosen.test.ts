import { summariseTasks } from '@lamella/metrics/scores';
import { expandSweep, isCandidate } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { doneResult } from '../testing/example-results.ts';
import { equalTimeNote, learningRateNote } from './chosen.ts';
import type { TrialCell } from './collect-cells.ts';
import { sweepRows } from './rows.ts';

const yaml = 'controls: [equal-time, { random: 2 }]\ntune: { learningRate: [1e-4, 4e-4, 1e-3], budget: 2 }\n';
const base = exampleSpec(yaml);
const spec = { ...base, methods: { ...base.methods, head: { title: 'Head only', tuning: 'head' } } } as const;

/** Every arm picks 1e-3, and the head alone is better than full fine-tuning. */
const cells = expandSweep({ ...spec, tasks: ['rte'], sweep: { layers: [2], seed: [1, 2] } }, 8)
  .filter((trial) => !isCandidate(trial))
  .map((trial): TrialCell => {
    const candidates = [1e-4, 4e-4, 1e-3].map((learningRate, index) => {
      return { trial: `candidate-${index}`, learningRate, score: index === 0 ? null : 0.5 + index / 10 };
    });
    const time = { trial: 't', steps: 100, secondsPerStep: 0.05 };
    const chosen = {
      learningRate: { value: 1e-3, metric: 'accuracy', candidates },
      ...(trial.equalTime && {
        steps: {
          value: 167,
          own: { ...time, secondsPerStep: 0.03, quiet: true },
          reference: { ...time, quiet: trial.seed === 1 },
        },
      }),
    };
    const result = { ...doneResult(trial, { score: trial.tuning === 'head' ? 0.7 : 0.6 }), chosen };
    return { trial, layers: 2, state: 'done', result };
  });
const arms = summariseTasks(sweepRows(cells));

test('the rates that were picked are noted with the scores of all candidates, once for all seeds', () => {
  const note = learningRateNote(cells, arms);
  expect(note).toContain(
    'of the dev set nothing was used: 20 % of them, 2 epochs each, seed 0. Those of draws are in their results.',
  );
  const line =
    'RTE | 2 | 8 | 1e-3 (the highest that was tried) | accuracy | 1e-4: none; 4e-4: 60.0; 1e-3: 70.0 |';
  expect(note.split(`| CKA | ${line}`)).toHaveLength(2);
  expect(note).not.toContain('draw 1');
});

test('a rate that was picked although another has its score says so', () => {
  const tied = cells.map(({ result, ...cell }): TrialCell => {
    const [, middle, highest] = result?.chosen?.learningRate?.candidates ?? [];
    if (result === undefined || middle === undefined || highest === undefined)
      throw new Error('Expected three candidates');
    const candidates = [middle, { ...highest, score: middle.score }];
    const learningRate = { value: middle.learningRate, metric: 'accuracy', candidates };
    return { ...cell, result: { ...result, chosen: { learningRate } } };
  });
  expect(learningRateNote(tied, arms)).toContain('| 4e-4 (the lowest of 2 with this score) | accuracy |');
});

test('full fine-tuning below the head alone is a defect, if learning rates were picked', () => {
  expect(learningRateNote(cells, arms)).toContain(
    '**A defect: not tuned well.**\n\n- Full fine-tuning is worse than Head only on RTE (60.0 against 70.0): what is compared with it there says little.',
  );
  const better = arms.map((arm) => (arm.tuning === 'full' ? { ...arm, mean: 0.8 } : arm));
  expect(learningRateNote(cells, better)).not.toContain('defect');
  const untuned = cells.map(({ trial: { tune: _, ...trial }, ...cell }) => ({ ...cell, trial }) as TrialCell);
  expect(learningRateNote(untuned, arms)).toBe('');
});

test('steps of equal time are noted with what they were counted by, and whether the machine was quiet', () => {
  const note = equalTimeNote(cells);
  expect(note).toContain(
    '| CKA, equal time | RTE | 2 | 8 | 1 | 167 | 100 × 0.0300 s | 100 × 0.0500 s | quiet |',
  );
  expect(note).toContain(
    '| 2 | 167 | 100 × 0.0300 s | 100 × 0.0500 s | busy: the times say less than they seem to |',
  );
  expect(equalTimeNote(cells.filter(({ trial }) => trial.equalTime === undefined))).toBe('');
});
