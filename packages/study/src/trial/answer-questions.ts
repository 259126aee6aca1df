import { continuePrompts, Generator, type Model, type Prompt, type Tokenizer } from '@lamella/models';
import type { GenerationChoices } from '@lamella/spec';
import type { GradedAnswer, Judge, Question, WrittenBenchmark } from '@lamella/tasks';
import { answerInBatches } from './answer-in-batches.ts';
import { type WrittenAnswer, writtenAnswer } from './answer-lines.ts';

/** Inputs of answering besides the questions. */
export interface AnsweringRun {
  readonly model: Model;
  readonly tokenizer: Tokenizer;
  readonly settings: GenerationChoices;
  readonly batchSize: number;
  /** Tokens that end an answer besides the tokenizer's: those that the model's files name. */
  readonly stopIds?: readonly number[] | undefined;
  /** Where the answers are kept: what is there is not asked again. */
  readonly path: string;
  readonly judge: Judge | undefined;
  encode(questions: readonly Question[]): Promise<readonly Prompt[]>;
  onAnswers?(numDone: number, numAll: number): void;
}

/** A question that is asked for the nth time. */
interface Item {
  readonly question: Question;
  readonly sample: number;
  readonly prompt: Prompt;
}

/**
 * Has a model answer a benchmark's questions, and grades and keeps each batch of answers as it comes. Questions of like length
 * share a batch, the longest first; which do, and what is drawn for them, depends on the questions and the batch size alone, so
 * that a run that was stopped ends with the same answers as one that was not. Greedy answers depend on the batch size only as
 * far as rounding does, where two tokens are nearly as likely.
 */
export async function answerQuestions(
  benchmark: WrittenBenchmark,
  run: AnsweringRun,
): Promise<GradedAnswer[]> {
  const items = await listItems(benchmark, run);
  const generator = new Generator(run.model, toSettings(benchmark, run));
  try {
    const answers = await answerInBatches<Item, WrittenAnswer>(items, {
      ...run,
      schema: writtenAnswer,
      keyOf: ({ question, sample }) => keyOf(question.id, sample),
      keyOfAnswer: ({ id, sample }) => keyOf(id, sample),
      answer: (batch, number) => answerBatch(benchmark, run, { generator, batch, number }),
    });
    return answers.map(([{ question }, { scores }]) => ({ question, scores }));
  } finally {
    generator.dispose();
  }
}

function keyOf(id: string, sample: number): string {
  return `${sample} ${id}`;
}

async function listItems({ questions }: WrittenBenchmark, run: AnsweringRun): Promise<Item[]> {
  const prompts = await run.encode(questions);
  const items = questions.flatMap((question, i) =>
    Array.from({ length: run.settings.samples ?? 1 }, (_, sample) => ({
      question,
      sample,
      prompt: prompts[i] as Prompt,
    })),
  );
  return items.sort((a, b) => b.prompt.ids.length - a.prompt.ids.length);
}

function toSettings(
  { maxNewTokens }: WrittenBenchmark,
  { tokenizer, settings, batchSize, stopIds = [] }: AnsweringRun,
): ConstructorParameters<typeof Generator>[1] {
  const { temperature, seed = 0 } = settings;
  return {
    maxNewTokens: settings.maxNewTokens ?? maxNewTokens,
    batchSize,
    stopIds: tokenizer.eosId === undefined ? stopIds : [...new Set([tokenizer.eosId, ...stopIds])],
    padId: tokenizer.padId,
    ...(temperature !== undefined && { sampling: { temperature, seed } }),
  };
}

async function answerBatch(
  benchmark: WrittenBenchmark,
  { tokenizer, judge }: AnsweringRun,
  { generator, batch, number }: { generator: Generator; batch: readonly Item[]; number: number },
): Promise<WrittenAnswer[]> {
  const texts = await continuePrompts(
    generator,
    batch.map(({ prompt }) => prompt),
    { tokenizer, stopStrings: benchmark.stopStrings, firstBatch: number },
  );
  const answers: WrittenAnswer[] = [];
  for (const [i, { question, sample }] of batch.entries()) {
    const { text = '', reason = 'length' } = texts[i] ?? {};
    const { scores, extracted, verdict } = await benchmark.grade(question, text, judge);
    const { id, prompt, reference, groups } = question;
    answers.push({
      ...{ id, sample, prompt, completion: text, reason, reference, extracted, verdict, scores },
      ...(Object.keys(groups).length > 0 && { groups }),
    });
  }
  return answers;
}
