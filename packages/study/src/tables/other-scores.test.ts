import { expandSweep, parseSpec } from '@lamella/spec';
import { doneResult } from '../testing/example-results.ts';
import type { TrialCell } from './collect-cells.ts';
import { otherScoreRows, otherScoreTables } from './other-scores.ts';

const yaml = `
name: example
model: mini/llama
data: { kind: hub, id: me/data }
tasks: [metamath]
generation: { scores: [lm-eval-strict, minerva] }
methods:
  base: { title: Untuned, tuning: none }
sweep: { seed: [1, 2] }
`;

function cellsOf(text: string): TrialCell[] {
  return expandSweep(parseSpec(text, 'example.yaml'), 8).map((trial) => {
    const result = doneResult(trial);
    const final = {
      ...{ 'gsm8k/accuracy': 0.5, 'gsm8k/lm-eval-strict': trial.seed / 4 },
      ...{ 'math/accuracy': 0.25, 'math/minerva': 0.5 },
    };
    return {
      ...{ trial, state: 'done', layers: 0 },
      result: { ...result, metrics: { ...result.metrics, final } },
    } as TrialCell;
  });
}

test('each benchmark’s scores stand side by side under the names of their graders', () => {
  const rows = otherScoreRows(cellsOf(yaml));
  expect(
    rows.map(({ benchmark, metric, seed, score }) => [benchmark, metric, seed, score]).slice(0, 4),
  ).toEqual([
    ['gsm8k', 'accuracy', 1, 0.5],
    ['gsm8k', 'lm-eval-strict', 1, 0.25],
    ['math', 'accuracy', 1, 0.25],
    ['math', 'minerva', 1, 0.5],
  ]);
  expect(otherScoreTables(rows)).toEqual([
    [
      '**GSM8K, the same answers by other graders**',
      '',
      '| method | N | rank | accuracy, % | exact (lm-eval strict), % |',
      '| --- | --: | --: | --: | --: |',
      '| Untuned | 0 |  | 50.0 ± 0.0 | 37.5 ± 17.7 |',
      '',
    ].join('\n'),
    [
      '**MATH, the same answers by other graders**',
      '',
      "| method | N | rank | accuracy, % | exact (Minerva's equality, no SymPy), % |",
      '| --- | --: | --: | --: | --: |',
      '| Untuned | 0 |  | 25.0 ± 0.0 | 50.0 ± 0.0 |',
      '',
    ].join('\n'),
  ]);
});

test('there are none where a spec asks for none', () => {
  expect(otherScoreRows(cellsOf(yaml.replace(/generation.*\n/, '')))).toEqual([]);
});
