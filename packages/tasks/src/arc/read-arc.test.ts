import { fileURLToPath } from 'node:url';
import { writeRows } from '../testing/write-rows.ts';
import { readArc } from './read-arc.ts';

/** Written by pyarrow; see make-arc.py beside it. */
const folder = fileURLToPath(new URL('../../fixtures/arc/ARC-Easy', import.meta.url));

const hub = {
  id: 'Own_1',
  question: 'Which one is “cold”?',
  choices: { text: ['fire', 'ice', 'steam'], label: ['A', 'B', 'C'] },
  answerKey: 'B',
};
const authors = {
  id: 'Own_1',
  question: {
    stem: hub.question,
    choices: hub.choices.text.map((text, i) => ({ text, label: hub.choices.label[i] })),
  },
  answerKey: 'B',
};
const expected = { id: 'Own_1', question: hub.question, choices: hub.choices.text, answer: 1 };

test('Parquet of the hub: letters and numbers as labels, three to five choices', async () => {
  expect(await readArc(`${folder}/train-00000-of-00001.parquet`)).toEqual([
    {
      id: 'Own_1',
      question: 'Which of these is a source of light?',
      choices: ['the moon', 'a candle', 'a mirror', 'a window'],
      answer: 1,
    },
    {
      id: 'Own_2',
      question: 'Where do fish live?',
      choices: ['in water', 'in nests', 'in the café'],
      answer: 0,
    },
    {
      id: 'Own_3',
      question: 'What falls from clouds?',
      choices: ['sand', 'light', 'leaves', 'stars', 'rain'],
      answer: 4,
    },
  ]);
});

test('JSON Lines in the form of the hub and in that of the authors', async () => {
  expect(await readArc(writeRows([hub]))).toEqual([expected]);
  expect(await readArc(writeRows([authors]))).toEqual([expected]);
});

test('an id that is there again is told apart', async () => {
  const ids = (await readArc(writeRows([hub, hub, { ...hub, id: 'x' }]))).map(({ id }) => id);
  expect(ids).toEqual(['Own_1', 'Own_1/2', 'x']);
});

test.each([
  [{ ...hub, answerKey: '2' }, 'Expected "answerKey" to be one of A, B, C at PATH:2, got "2".'],
  [{ ...hub, choices: ['fire', 'ice'] }, 'Expected "choices" to be an object at PATH:2, got ["fire","ice"].'],
  [
    { ...hub, choices: { text: ['fire', ''], label: ['A', 'B'] } },
    'Expected two choices or more, each with a text and a label, at PATH:2, got ["fire",""] with ["A","B"].',
  ],
  [
    { ...hub, choices: { text: ['fire', 'ice'], label: ['A'] } },
    'Expected two choices or more, each with a text and a label, at PATH:2, got ["fire","ice"] with ["A"].',
  ],
  [{ ...hub, question: 5 }, 'Expected "question" to be a text at PATH:2, got 5.'],
])('%j is an error', async (row, message) => {
  const path = writeRows([hub, row]);
  await expect(readArc(path)).rejects.toThrow(message.replace('PATH', path));
});

test('so is a row of the authors’ form without its choices, and a file of something else', async () => {
  const path = writeRows([{ ...authors, question: { stem: 'Which?' } }]);
  await expect(readArc(path)).rejects.toThrow(
    `Expected "choices" to be a list of choices at ${path}:1, got undefined.`,
  );
  await expect(readArc(writeRows([{ sentence: 'a' }]))).rejects.toThrow(/question/);
});
