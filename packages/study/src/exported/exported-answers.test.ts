import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seal } from '@lamella/files';
import { type ExportedAnswer, formatAnswers, isChosen, readAnswers } from './exported-answers.ts';

const written: ExportedAnswer = {
  ...{ id: '7', sample: 0, prompt: 'private question', completion: 'an answer', reason: 'length' },
  ...{
    reference: 'private',
    extracted: null,
    verdict: 'wrong',
    scores: { accuracy: 0 },
    groups: { steps: '1' },
  },
};
const chosen: ExportedAnswer = {
  ...{ id: '8', prompt: 'private question', choices: ['private a', 'private b'], logLikelihoods: [-1, -2] },
  ...{ reference: 'private a', chosen: { acc: 0, acc_norm: 0 }, extracted: 'private a', verdict: 'right' },
  scores: { acc: 1, acc_norm: 1 },
};

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-answers-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('no text of the data is in an archive, unless it is asked for', () => {
  const answers = [written, chosen];
  expect(formatAnswers(answers, false)).not.toMatch(/private/);
  expect(formatAnswers(answers, false)).toMatch(/an answer/);
  expect(formatAnswers(answers, true)).toBe(answers.map((one) => `${JSON.stringify(one)}\n`).join(''));
});

test('answers are read sealed, as a trial keeps them, and as an archive has them', () => {
  const path = join(folder, 'x.jsonl');
  expect(readAnswers(path)).toBeUndefined();
  for (const text of [
    `${JSON.stringify(seal(written))}\n${JSON.stringify(seal(chosen))}\n`,
    formatAnswers([written, chosen], true),
  ]) {
    writeFileSync(path, text);
    expect(readAnswers(path)).toEqual([written, chosen]);
  }
  writeFileSync(path, formatAnswers([written, chosen], false));
  expect(readAnswers(path)?.map(isChosen)).toEqual([false, true]);
});

test.each([
  ['a changed answer', JSON.stringify(seal(written)).replace('length', 'string')],
  ['another object', '{"id": 1}'],
  ['no JSON', 'x'],
])('%s is told with its line', (_, line) => {
  const path = join(folder, 'x.jsonl');
  writeFileSync(path, `${JSON.stringify(seal(written))}\n${line}\n`);
  expect(() => readAnswers(path)).toThrow(/^Expected an answer in line 2 of .*x\.jsonl/);
});
