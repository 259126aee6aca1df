import { z } from 'zod';

/** Version of the lines of a trial's log and of a run's. */
export const logFormat = 1;

/** JSON has no NaN. */
const number = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN);
const count = z.int().min(0);
/** Seconds since 1970. */
const time = z.number();

/** The first line of a trial's log: whose it is. */
const attempt = z.object({
  kind: z.literal('attempt'),
  format: z.literal(logFormat),
  /** The trial's id. */
  trial: z.string(),
  /** Hash of everything that the training depends on: that of the trial's result. */
  key: z.string(),
  /** Counted from 1. */
  attempt: count,
  /** Those that are planned. */
  steps: count,
  epochs: count,
  time,
});

const step = z.object({
  kind: z.literal('step'),
  /** Counted from 1. */
  step: count,
  epoch: count,
  loss: number,
  learningRate: number,
  /** Before clipping. */
  gradNorm: number,
  seconds: number,
  time,
});

const epoch = z.object({
  kind: z.literal('epoch'),
  epoch: count,
  /** Steps so far. */
  step: count,
  trainLoss: number,
  seconds: number,
  /** Of the dev set; none in tasks that are not scored after epochs. */
  metrics: z.record(z.string(), number),
  time,
});

const end = z.object({
  kind: z.literal('end'),
  status: z.enum(['done', 'stopped-early', 'failed']),
  step: count,
  /** Why it ended. */
  message: z.exactOptional(z.string()),
  time,
});

export const trialLogLine = z.discriminatedUnion('kind', [attempt, step, epoch, end]);

export type AttemptLine = z.output<typeof attempt>;
export type StepLine = z.output<typeof step>;
export type EpochLine = z.output<typeof epoch>;
export type EndLine = z.output<typeof end>;
export type TrialLogLine = z.output<typeof trialLogLine>;

/** The first line of a run's log: what there is to do, and where. */
const runStart = z.object({
  kind: z.literal('run'),
  format: z.literal(logFormat),
  name: z.string(),
  workers: count,
  /** Of a worker. */
  threads: count,
  host: z.string(),
  pid: count,
  /** The process's name among those that work on the run; absent in logs of before there were several. */
  process: z.exactOptional(z.string()),
  /** All trials, in their order; `cost` tells how much work each is beside the others. */
  trials: z.array(z.object({ id: z.string(), cost: z.number(), isDone: z.boolean() })),
  time,
});

const trialStart = z.object({ kind: z.literal('start'), trial: z.string(), time });

/** The phase of a trial; steps of training are in the trial's own log. */
const trialPhase = z.object({
  kind: z.literal('phase'),
  trial: z.string(),
  phase: z.enum(['loading', 'importance', 'training', 'evaluation']),
  /** Answers that are written, of those that are to be. */
  step: z.exactOptional(count),
  steps: z.exactOptional(count),
  time,
});

const trialEnd = z.object({
  kind: z.literal('end'),
  trial: z.string(),
  status: z.enum(['done', 'failed', 'out-of-memory', 'timed-out', 'killed', 'cancelled']),
  seconds: z.number(),
  /** The score that counts. */
  score: z.exactOptional(z.object({ name: z.string(), value: number })),
  message: z.exactOptional(z.string()),
  time,
});

const runEnd = z.object({ kind: z.literal('close'), isCancelled: z.boolean(), time });

export const runLogLine = z.discriminatedUnion('kind', [runStart, trialStart, trialPhase, trialEnd, runEnd]);

export type RunLogLine = z.output<typeof runLogLine>;
export type RunStartLine = z.output<typeof runStart>;
export type TrialPhaseLine = z.output<typeof trialPhase>;
export type TrialEndLine = z.output<typeof trialEnd>;
export type RunEndLine = z.output<typeof runEnd>;
