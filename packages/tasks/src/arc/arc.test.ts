import { fileURLToPath } from 'node:url';
import { loadTextTask } from '../loading/load-text-task.ts';
import { isChoiceTask } from '../registry.ts';

/** In the layout of the hub's allenai/ai2_arc, with questions of our own; see make-arc.py. */
const copy = fileURLToPath(new URL('../../fixtures/arc', import.meta.url));
const [train, test_] = ['train', 'test'].map((split) => `${copy}/ARC-Easy/${split}-00000-of-00001.parquet`);
const files = { kind: 'files', train: train ?? '', benchmarks: { 'arc-easy': test_ ?? '' } } as const;

test('trained on the right choices after the prompt of lm-evaluation-harness, which the end of text follows', async () => {
  const task = await loadTextTask('arc-easy', files);
  expect(task.train.map(({ prompt, target }) => `${prompt}|${target}`)).toEqual([
    'Question: Which of these is a source of light?\nAnswer:| a candle',
    'Question: Where do fish live?\nAnswer:| in water',
    'Question: What falls from clouds?\nAnswer:| rain',
  ]);
  expect(task.ending).toBe('');
});

test('scored by the choices of the test split', async () => {
  const { benchmarks } = await loadTextTask('arc-easy', files);
  expect(benchmarks).toEqual([
    {
      name: 'arc-easy',
      answeredBy: 'choice',
      delimiter: ' ',
      questions: [
        {
          ...{ id: 'Own_4', prompt: 'Question: What do cows eat?\nAnswer:', groups: {} },
          ...{ choices: ['grass', 'stones', 'glass', 'metal'], answer: 0, reference: 'grass' },
        },
        {
          ...{ id: 'Own_5', prompt: 'Question: Which one is cold?\nAnswer:', groups: {} },
          ...{ choices: ['fire', 'ice', 'steam'], answer: 1, reference: 'ice' },
        },
      ],
    },
  ]);
  expect(['arc-easy', 'arc-challenge'].map(isChoiceTask)).toEqual([true, true]);
});

test('a copy of the hub’s data set has both splits, and limits count', async () => {
  const whole = await loadTextTask('arc-easy', { kind: 'hub', id: copy });
  expect(whole.hash).toBe((await loadTextTask('arc-easy', files)).hash);
  const some = await loadTextTask('arc-easy', { kind: 'hub', id: copy }, { train: 2, dev: 1 });
  expect([some.train.length, some.benchmarks[0]?.questions.length]).toEqual([2, 1]);
  await expect(loadTextTask('arc-challenge', { kind: 'hub', id: copy })).rejects.toThrow(/ARC-Challenge/);
});

test('files need the questions to be scored', async () => {
  await expect(loadTextTask('arc-challenge', files)).rejects.toThrow(
    "Expected the file of ARC-Challenge's questions in data.benchmarks.arc-challenge, got none.",
  );
});
