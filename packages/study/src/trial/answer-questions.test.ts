import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings, workspaceRoot } from '@lamella/core';
import { loadModel, loadTokenizer, type Model } from '@lamella/models';
import type { Question, WrittenBenchmark } from '@lamella/tasks';
import { answerQuestions } from './answer-questions.ts';
import type { WrittenAnswer } from './answer-lines.ts';

const folder = join(workspaceRoot(), 'fixtures', 'llama');
const tokenizer = loadTokenizer(folder);
let model: Model;
let path: string;
let graded: string[];
beforeAll(() => (model = loadModel(folder, { head: 'causal-lm' })));
afterAll(() => model.dispose());
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'lamella-answers-')), 'answers.jsonl');
  graded = [];
});
afterEach(() => rmSync(join(path, '..'), { recursive: true }));

const prompts = [
  'The cat',
  'A dog sat on a mat and',
  'It',
  'One two three four five',
  'So',
  'Red, green,',
  'All',
];
const benchmark: WrittenBenchmark = {
  name: 'gsm8k',
  questions: prompts.map((prompt, i) => ({ id: `q${i}`, prompt, reference: 'x', groups: {} })),
  maxNewTokens: 6,
  stopStrings: [],
  runsCode: false,
  grade: async ({ id }: Question, completion) => {
    graded.push(id);
    return { scores: { accuracy: completion.length / 100 }, extracted: null, verdict: 'measured' };
  },
};

interface Options {
  readonly batchSize?: number;
  readonly settings?: Parameters<typeof answerQuestions>[1]['settings'];
  readonly stopIds?: readonly number[];
}

function ask({ batchSize = 3, settings = {}, stopIds }: Options = {}) {
  return answerQuestions(benchmark, {
    ...{ model, tokenizer, settings, batchSize, path, judge: undefined, stopIds },
    encode: async (questions) => {
      const encodings = await tokenizer.encodeBatch(questions.map(({ prompt }) => prompt));
      return encodings.map(({ ids }) => ({ ids, images: [] }));
    },
  });
}

const read = (): WrittenAnswer[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as WrittenAnswer);
const completions = (): Map<string, string> =>
  new Map(read().map(({ id, sample, completion }) => [`${id} ${sample}`, completion]));

test('every answer is graded, given back and kept with all that was made of it', async () => {
  const answers = await ask();
  expect(answers.map(({ question }) => question.id).sort()).toEqual(benchmark.questions.map(({ id }) => id));
  expect(read()).toHaveLength(prompts.length);
  const kept = read().find(({ id }) => id === 'q0');
  expect(kept).toMatchObject({
    sample: 0,
    prompt: 'The cat',
    reference: 'x',
    extracted: null,
    verdict: 'measured',
  });
  expect(kept?.completion).not.toBe('');
});

test('an answer ends at every end token that the model’s files name', async () => {
  await ask();
  const whole = completions();
  rmSync(path);
  const everyToken = Array.from({ length: tokenizer.vocabSize }, (_, id) => id);
  await ask({ stopIds: everyToken });
  for (const [key, text] of completions())
    expect(text.length).toBeLessThan(Math.max(1, whole.get(key)?.length ?? 0));
  expect(read().every(({ reason }) => reason === 'stop token')).toBe(true);
});

test('greedy answers do not depend on the batch size', async () => {
  await ask({ batchSize: 1 });
  const single = completions();
  for (const batchSize of [2, 3, 8]) {
    rmSync(path);
    await ask({ batchSize });
    expect(completions()).toEqual(single);
  }
});

test.each([{}, { samples: 2, temperature: 1, seed: 4 }])(
  'a run that is stopped ends with the answers of one that is not (%j)',
  async (settings) => {
    await ask({ settings });
    const whole = readFileSync(path, 'utf8');
    const expected = completions();
    // Killed in the middle of a line, within a batch.
    const lines = whole.split('\n');
    writeFileSync(path, `${lines.slice(0, 4).join('\n')}\n${lines[4]?.slice(0, 9)}`);
    graded = [];
    await ask({ settings });
    expect(completions()).toEqual(expected);
    expect(read()).toHaveLength(prompts.length * (settings.samples ?? 1));
    // The first batch of three was whole: it isn't asked again.
    expect(graded).toHaveLength(prompts.length * (settings.samples ?? 1) - 3);
    graded = [];
    await ask({ settings });
    expect(graded).toEqual([]);
  },
);

test('answers that are drawn differ from sample to sample, and by seed', async () => {
  const draw = async (seed: number): Promise<Map<string, string>> => {
    rmSync(path, { force: true });
    await ask({ settings: { samples: 3, temperature: 2, seed } });
    return completions();
  };
  const first = await draw(1);
  expect(new Set([0, 1, 2].map((sample) => first.get(`q0 ${sample}`))).size).toBeGreaterThan(1);
  expect(await draw(1)).toEqual(first);
  expect(await draw(2)).not.toEqual(first);
});

test.each([
  ['no JSON', () => 'no JSON', /line 3: not valid JSON/],
  ['zeros', (line: string) => '\0'.repeat(line.length), /line 3: not valid JSON/],
  [
    'another score',
    (line: string) => line.replace(/"accuracy":[\d.]+/, '"accuracy":1'),
    /line 3: .* its hash/,
  ],
  [
    'another text',
    (line: string) => line.replace('"completion":"', '"completion":"So, '),
    /line 3: .* its hash/,
  ],
  ['no seal', (line: string) => line.replace(/,"seal":"\w+"/, ''), /line 3: its seal is missing/],
])('a damaged line (%s) is told, kept aside and answered again', async (_name, damage, reason) => {
  await ask();
  const whole = readFileSync(path, 'utf8');
  const lines = whole.split('\n');
  lines[2] = damage(lines[2] ?? '');
  writeFileSync(path, lines.join('\n'));
  graded = [];
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => warnings.push(message));
  const answers = await ask().finally(stop);
  // It shares a batch with two others, whose answers are kept.
  expect(new Set(graded).size).toBe(3);
  expect(warnings).toEqual([expect.stringMatching(reason)]);
  expect(readFileSync(path, 'utf8').split('\n').sort()).toEqual(whole.split('\n').sort());
  expect(readFileSync(`${path}.damaged`, 'utf8')).toBe(lines.join('\n'));
  expect(answers).toHaveLength(prompts.length);
});
