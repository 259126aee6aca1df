import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings, workspaceRoot } from '@lamella/core';
import { encodeContinuations } from '@lamella/datasets';
import { describeWithPythons, runPython } from '@lamella/engine/testing';
import { readJsonFile } from '@lamella/files';
import { loadModel, loadTokenizer, type Model } from '@lamella/models';
import type { ChoiceBenchmark } from '@lamella/tasks';
import type { ChosenAnswer } from './answer-lines.ts';
import { chooseAnswers } from './choose-answers.ts';

/** The answer of transformers to a question. */
interface Expected {
  readonly log_likelihoods: readonly number[];
  readonly acc: number;
  readonly acc_norm: number;
}

const fixtures = join(workspaceRoot(), 'fixtures');
const fixture = join(fixtures, 'metrics', 'choice_likelihoods.json');
const { questions, answers } = readJsonFile(fixture) as {
  readonly questions: readonly { prompt: string; delimiter: string; choices: readonly string[] }[];
  readonly answers: Readonly<Record<string, readonly Expected[]>>;
};
const families = Object.keys(answers);
/** The delimiter is a part of some prompts, and of all choices of others. */
const benchmarkOf = (delimiter: string): ChoiceBenchmark => ({
  name: 'arc',
  answeredBy: 'choice',
  delimiter,
  questions: questions
    .map(({ prompt, choices, ...own }, i) => ({
      ...own,
      ...{ id: `q${i}`, prompt, choices, answer: 1, reference: choices[1] ?? '', groups: {} },
    }))
    .filter((question) => question.delimiter === delimiter),
});
const delimiters = [' ', ''];

let model: Model;
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-choices-'));
  path = join(folder, 'answers.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function choose(family: string, batchSize = 4): Promise<Map<string, ChosenAnswer>> {
  const tokenizer = loadTokenizer(join(fixtures, family));
  for (const delimiter of delimiters)
    await chooseAnswers(benchmarkOf(delimiter), {
      ...{ model, batchSize, path, padId: tokenizer.padId },
      encode: (continuations) => encodeContinuations(continuations, tokenizer),
    });
  return read();
}

function read(): Map<string, ChosenAnswer> {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return new Map(lines.map((line) => JSON.parse(line) as ChosenAnswer).map((one) => [one.id, one]));
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) =>
    expect(Math.abs((actual[i] ?? NaN) - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value))),
  );
}

function expectAll(given: ReadonlyMap<string, ChosenAnswer>, expected: readonly Expected[]): void {
  expected.forEach(({ log_likelihoods, acc, acc_norm }, i) => {
    const answer = given.get(`q${i}`);
    expectClose(answer?.logLikelihoods ?? [], log_likelihoods);
    expect(answer?.chosen).toEqual({ acc, acc_norm });
    expect(answer?.scores).toEqual({ acc: Number(acc === 1), acc_norm: Number(acc_norm === 1) });
  });
}

describe.each(families)('%s', (family) => {
  beforeAll(() => (model = loadModel(join(fixtures, family), { head: 'causal-lm' })));
  afterAll(() => model.dispose());

  test('log-likelihoods and the choices they make are those of transformers', async () => {
    expectAll(await choose(family), answers[family] ?? []);
  });
});

describe('answers', () => {
  beforeAll(() => (model = loadModel(join(fixtures, 'llama'), { head: 'causal-lm' })));
  afterAll(() => model.dispose());

  test('do not depend on the batch size', async () => {
    const single = await choose('llama', 1);
    for (const batchSize of [2, 3, 64]) {
      rmSync(path);
      const given = await choose('llama', batchSize);
      for (const [id, { logLikelihoods }] of single)
        expectClose(given.get(id)?.logLikelihoods ?? [], logLikelihoods);
    }
  });

  test('come in the order of the questions, and are kept with all that was made of them', async () => {
    const benchmark = benchmarkOf(' ');
    const tokenizer = loadTokenizer(join(fixtures, 'llama'));
    const asked: unknown[] = [];
    const given = await chooseAnswers(benchmark, {
      ...{ model, batchSize: 2, path, padId: 0 },
      encode: (continuations) => {
        asked.push(...continuations);
        return encodeContinuations(continuations, tokenizer);
      },
    });
    expect(given.map(({ question }) => question)).toEqual(benchmark.questions);
    expect(asked[1]).toEqual({
      id: 1,
      prompt: benchmark.questions[0]?.prompt,
      target: ' a mirror',
    });
    const kept = read().get('q0');
    expect(kept).toMatchObject({
      prompt: benchmark.questions[0]?.prompt,
      choices: benchmark.questions[0]?.choices,
      reference: 'a mirror',
      extracted: 'the sun',
      verdict: 'wrong',
    });
    expect(kept?.scores).toEqual(given[0]?.scores);
  });

  test('of a run that is stopped are those of one that is not, and damaged ones are given again', async () => {
    await choose('llama', 2);
    const whole = readFileSync(path, 'utf8');
    const lines = whole.split('\n');
    writeFileSync(path, `${lines.slice(0, 3).join('\n')}\n${lines[3]?.slice(0, 20)}`);
    await choose('llama', 2);
    expect(readFileSync(path, 'utf8').split('\n').sort()).toEqual([...lines].sort());
    writeFileSync(path, whole.replace(/"acc":\d/, '"acc":9'));
    const warnings: string[] = [];
    const stop = listenToWarnings((message) => warnings.push(message));
    await choose('llama', 2).finally(stop);
    expect(warnings).toEqual([expect.stringMatching(/line 1: .*its hash/)]);
    expect(readFileSync(path, 'utf8').split('\n').sort()).toEqual([...lines].sort());
  });
});

describeWithPythons('choices', ['torch', 'transformers', 'numpy'], (python) => {
  let expected: readonly (readonly Expected[])[];
  beforeAll(() => {
    const script = join(fixtures, 'tools', 'make_choice_likelihoods.py');
    const models = families.map((family) => join(fixtures, family));
    const printed = runPython(python, [script, '--questions', fixture, '--models', ...models]);
    expected = JSON.parse(printed.trim().split('\n').at(-1) ?? '') as typeof expected;
  }, 300_000);

  test.each(families)('are weighed as there by %s', async (family) => {
    model = loadModel(join(fixtures, family), { head: 'causal-lm' });
    try {
      expectAll(await choose(family), expected[families.indexOf(family)] ?? []);
    } finally {
      model.dispose();
    }
  });
});
