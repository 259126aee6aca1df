import { z } from 'zod';

/** A written answer with all that was made of it, a line of the file of a benchmark's answers. */
export const writtenAnswer = z.strictObject({
  /** The question's id. */
  id: z.string(),
  /** Which of the question's answers, from 0. */
  sample: z.int().min(0),
  prompt: z.string(),
  completion: z.string(),
  /** Why it ended: `stop token`, `stop string` or `length`. */
  reason: z.string(),
  reference: z.string(),
  extracted: z.string().nullable(),
  verdict: z.string(),
  scores: z.record(z.string(), z.number()),
  /** The groups of the question, by kind of group; absent where it has none, and in files of earlier versions. */
  groups: z.exactOptional(z.record(z.string(), z.string())),
});

const choiceScores = z.strictObject({ acc: z.number(), acc_norm: z.number() });

/** A question with its choices and what was made of them, a line of the file of a benchmark's answers. */
export const chosenAnswer = z.strictObject({
  /** The question's id. */
  id: z.string(),
  prompt: z.string(),
  choices: z.array(z.string()),
  /** log p(choice | prompt) of each choice, in nats. */
  logLikelihoods: z.array(z.number()),
  reference: z.string(),
  /** The choice that each score is of, from 0. */
  chosen: choiceScores,
  extracted: z.string().nullable(),
  verdict: z.string(),
  scores: choiceScores,
});

export type WrittenAnswer = Readonly<z.output<typeof writtenAnswer>>;
export type ChosenAnswer = Readonly<z.output<typeof chosenAnswer>>;

/** The file of a benchmark's answers in the folder of a trial. */
export function answerFileName(benchmark: string): string {
  return `${benchmark}.jsonl`;
}
