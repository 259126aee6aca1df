import type { EncodedExample, InstructionExample } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import { type ChoiceBenchmark, type ChoiceGrade, type ChoiceQuestion, gradeChoices } from '@lamella/tasks';
import { LogLikelihoods } from '@lamella/training';
import { answerInBatches, type BatchedAnswering } from './answer-in-batches.ts';
import { type ChosenAnswer, chosenAnswer } from './answer-lines.ts';

/** Inputs of weighing choices besides the questions. */
export interface ChoosingRun extends Pick<
  BatchedAnswering<ChoiceQuestion, ChosenAnswer>,
  'path' | 'batchSize' | 'onAnswers'
> {
  readonly model: Model;
  readonly padId: number;
  /** Encodes prompts and what follows them, as `encodeContinuations` does. */
  encode(continuations: readonly InstructionExample[]): Promise<readonly EncodedExample[]>;
}

/** A question with its encoded choices. */
interface Item {
  readonly question: ChoiceQuestion;
  readonly encoded: readonly EncodedExample[];
}

/** A question with what came of it. */
export interface GradedChoice extends Pick<ChoiceGrade, 'scores' | 'chosen'> {
  readonly question: ChoiceQuestion;
}

/**
 * Has a model weigh the choices of a benchmark's questions: log p(choice | prompt), the sum over the choice's tokens. Each batch of
 * questions is graded and kept as it comes; questions of like length share one, the longest first. The values depend on the batch
 * size only as far as rounding does.
 *
 * @returns in the order of the questions
 * @param run.batchSize choices that are read at once, and questions that are kept at once
 * @throws UserError for a question that is too long for the model, or a model that gives no finite values
 */
export async function chooseAnswers(benchmark: ChoiceBenchmark, run: ChoosingRun): Promise<GradedChoice[]> {
  const items = await listItems(benchmark, run);
  const likelihoods = new LogLikelihoods(run.model, run);
  try {
    const answers = await answerInBatches<Item, ChosenAnswer>(items, {
      ...run,
      schema: chosenAnswer,
      keyOf: ({ question }) => question.id,
      keyOfAnswer: ({ id }) => id,
      answer: (batch) => Promise.resolve(weighBatch(batch, likelihoods, run.batchSize)),
    });
    const graded = new Map(
      answers.map(([{ question }, { scores, chosen }]) => [question, { scores, chosen }]),
    );
    return benchmark.questions.flatMap((question) => {
      const grade = graded.get(question);
      return grade === undefined ? [] : [{ question, ...grade }];
    });
  } finally {
    likelihoods.dispose();
  }
}

async function listItems(
  { questions, delimiter }: ChoiceBenchmark,
  { encode }: ChoosingRun,
): Promise<Item[]> {
  const continuations = questions.flatMap(({ prompt, choices, image }) =>
    choices.map((choice) => ({ prompt, target: `${delimiter}${choice}`, ...(image && { image }) })),
  );
  const encoded = await encode(continuations.map((one, id) => ({ id, ...one })));
  let start = 0;
  const items = questions.map((question) => {
    const own = encoded.slice(start, start + question.choices.length);
    start += own.length;
    return { question, encoded: own };
  });
  return items.sort((a, b) => longest(b) - longest(a));
}

function longest({ encoded }: Item): number {
  return Math.max(...encoded.map(({ ids }) => ids.length));
}

function weighBatch(batch: readonly Item[], likelihoods: LogLikelihoods, batchSize: number): ChosenAnswer[] {
  const sums = likelihoods.sums(
    batch.flatMap(({ encoded }) => encoded),
    batchSize,
  );
  let start = 0;
  return batch.map(({ question, encoded }) => {
    const logLikelihoods = [...sums.subarray(start, start + encoded.length)];
    start += encoded.length;
    const { id, prompt, choices, reference } = question;
    return {
      ...{ id, prompt, choices: [...choices], logLikelihoods, reference },
      ...gradeChoices(question, logLikelihoods),
    };
  });
}
