import type { ChoiceQuestion, Question } from '../benchmark.ts';
import { hashTask } from './hash-task.ts';

const question: Question = { id: '0', prompt: 'Which?', reference: 'b', groups: {} };
const written = (asked: Question): string =>
  hashTask({
    ...{ train: [], ending: '' },
    benchmarks: [
      {
        ...{ name: 'x', questions: [asked], maxNewTokens: 1, stopStrings: [], runsCode: false },
        grade: () => Promise.resolve({ scores: {}, extracted: null, verdict: '' }),
      },
    ],
  }).hash;
const chosen = (asked: Pick<ChoiceQuestion, 'choices' | 'answer'>): string =>
  hashTask({
    ...{ train: [], ending: '' },
    benchmarks: [{ name: 'x', answeredBy: 'choice', delimiter: ' ', questions: [{ ...question, ...asked }] }],
  }).hash;

test('any change of a text is another hash, and so is one of the choices', () => {
  const hashes = [
    written(question),
    written({ ...question, prompt: 'What?' }),
    written({ ...question, reference: 'a' }),
    written({ ...question, groups: { level: '1' } }),
    written({ ...question, image: { kind: 'bytes', bytes: Uint8Array.of(1) } }),
    ...['', 'import re'].flatMap((head) =>
      ['assert f()', 'assert g()'].map((check) =>
        written({ ...question, program: { entryPoint: 'f', check, head } }),
      ),
    ),
    chosen({ choices: ['a', 'b'], answer: 1 }),
    chosen({ choices: ['a', 'b'], answer: 0 }),
    chosen({ choices: ['a', 'c'], answer: 1 }),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('the hash of a task without choices is that of versions that knew none', () => {
  expect(written(question)).toBe('737d27a8ece9319ccc37fba25428397f38a74e370cb0a2adc6786f93fd608ec5');
});
