import { scoreMetric } from '@lamella/metrics';
import { gsm8kBenchmark } from './gsm8k/gsm8k.ts';
import { otherScoreNames } from './other-score-names.ts';
import { benchmarkInfo, benchmarkNames } from './registry.ts';
import { scienceBenchmark } from './scienceqa/science-benchmark.ts';
import { gradeFirst } from './testing/grade-first.ts';
import { othersOf, withScores } from './with-scores.ts';

const gsm8k = gsm8kBenchmark([{ id: 0, question: 'How many?', solution: '', answer: '18' }]);
const scienceqa = scienceBenchmark('scienceqa', [
  {
    ...{ id: '7', question: 'Which?', choices: ['a', 'b'], answer: 1, hint: '' },
    ...{ subject: 's', topic: 't', category: 'c', image: { kind: 'file', path: 'none.png' } },
  },
]);

type Written = Extract<ReturnType<typeof withScores>, { readonly answeredBy?: 'text' }>;

test('a benchmark that nobody else scores is the same', () => {
  expect(withScores(gsm8k)).toBe(gsm8k);
  expect(withScores(gsm8k, ['lmms-eval', 'evalplus'])).toBe(gsm8k);
});

test('GSM8K’s strict forms differ in the marker that they take', async () => {
  const asked = ['lm-eval-flexible', 'lm-eval-strict', 'metamath'] as const;
  const benchmark = withScores(gsm8k, asked) as Written;
  const { scores, extracted } = await gradeFirst(benchmark, '#### 18\n#### 17.\nThe answer is: 18.4');
  expect({ scores, extracted }).toEqual({
    scores: {
      ...{ accuracy: 0, 'accuracy-of-last-number': 0 },
      ...{ metamath: 1, 'lm-eval-strict': 1, 'lm-eval-flexible': 0 },
    },
    extracted: '18.4',
  });
  expect(benchmark).toMatchObject({ maxNewTokens: 1024, stopStrings: gsm8k.stopStrings });
});

test('answers are as long as the longest that a grader takes, and each grader reads its own part', async () => {
  const benchmark = withScores(scienceqa, ['lmms-eval']) as Written;
  expect([scienceqa.maxNewTokens, benchmark.maxNewTokens, benchmark.stopStrings]).toEqual([8, 16, []]);
  const grade = async (text: string) => (await gradeFirst(benchmark, text)).scores;
  expect(await grade('B\nbecause')).toEqual({ accuracy: 1, 'lmms-eval': 0 });
  expect(await grade(' B')).toEqual({ accuracy: 1, 'lmms-eval': 1 });
  expect(await grade('The answer is B')).toEqual({ accuracy: 1, 'lmms-eval': 0 });
});

test('every score of another grader is had by a benchmark, and has a name in print', () => {
  const had = benchmarkNames.flatMap((name) => othersOf(name, otherScoreNames));
  expect([...new Set(had)].sort()).toEqual([...otherScoreNames].sort());
  for (const name of benchmarkNames)
    for (const other of othersOf(name, otherScoreNames)) {
      const isProgram = benchmarkInfo(name).metrics[0] === 'pass@1';
      expect(scoreMetric(isProgram ? `pass@1-${other}` : other).title).toMatch(/, %$/);
    }
});
