import { z } from 'zod';
import type { ResolvedTrial } from '@lamella/spec';

/** Version of the files' layout: from 2 on files are sealed, so that damage and edits show; in 3 the code has a derived version. */
export const resultFormat = 3;
/** The layouts before, whose files stay valid. */
const formerFormats = [1, 2] as const;

/** JSON has no NaN: a metric that is undefined (the correlation of constant predictions, say) is null. */
const metric = z.union([z.number(), z.null(), z.nan().transform(() => null)], { error: 'expected a number' });
const metrics = z.record(z.string(), metric);
/** Without it the training has diverged, and what came of it is no result. */
const loss = z.number({ error: 'expected a finite loss' });
const count = z.int().min(0);
const seconds = z.number().min(0);

const perLayer = z.array(z.number()).readonly();
const layerNumbers = z.array(count).readonly();

/** The certainty of a selection by importance; absent in results of earlier versions. */
const certainty = z.strictObject({
  /** The share of draws of the samples in which each layer is selected. */
  frequency: perLayer,
  /** The importance of the last layer selected less that of the first one left out; null where none is. */
  margin: z.number().nullable(),
  /** The mean Jaccard index of the selection with that of a draw. */
  overlap: z.number(),
  /** Layers whose selection is not decided; none where all is. */
  undecided: layerNumbers,
  /** Importance without the bias of few samples, and its interval. */
  estimates: perLayer,
  lower: perLayer,
  upper: perLayer,
  /** Layers whose input is the same for every sample. */
  constantInputs: layerNumbers,
});

/** How a training ended before its last epoch: there had been no improvement for too long. */
export const earlyStop = z.strictObject({
  /** The score that was followed. */
  metric: z.string(),
  /** Evaluations in a row without improvement that ended it. */
  patience: z.int().min(1),
  minDelta: z.exactOptional(z.number().min(0)),
  /** The last epoch that was trained, of those that were planned. */
  epoch: z.int().min(1),
  plannedEpochs: z.int().min(1),
  /** The score after that epoch. */
  score: metric,
  /** The best score and its epoch; null if none was a number. */
  best: z.strictObject({ score: z.number(), epoch: z.int().min(1) }).nullable(),
});

/** Seconds per step, as a trial's training has measured them: the median. */
const measuredTime = z.strictObject({
  trial: z.string(),
  steps: count,
  secondsPerStep: seconds,
  /** Whether the machine was quiet meanwhile; absent where that is not known. */
  quiet: z.exactOptional(z.boolean()),
});

/** The values that a trial has taken from the results of others, with what they follow from. */
const chosenTraining = z.strictObject({
  /** By scores on training examples that candidates were not trained on; null for one that failed, or whose score is undefined. */
  learningRate: z.exactOptional(
    z.strictObject({
      value: z.number(),
      metric: z.string(),
      candidates: z
        .array(z.strictObject({ trial: z.string(), learningRate: z.number(), score: metric }))
        .readonly(),
    }),
  ),
  /** As many as the reference's training would have had time for. */
  steps: z.exactOptional(
    z.strictObject({ value: z.int().min(1), own: measuredTime, reference: measuredTime }),
  ),
});

/** The values that a trial has taken from the results of others. */
export type ChosenTraining = z.output<typeof chosenTraining>;

/** Everything that a finished trial has to say: the one record of it, from which all types come. */
const outcome = z.strictObject({
  /** The layers that were adapted, and why. */
  selection: z.strictObject({
    method: z.string(),
    layers: z.array(count).readonly(),
    scores: z.array(z.number()).readonly().nullable(),
    /** One digit per layer, layer 0 first. */
    oneHot: z.string().regex(/^[01]+$/),
    /** Name of the file with the values of importance. */
    importanceFile: z
      .string()
      .regex(/^[\w.-]+$/)
      .nullable(),
    certainty: z.exactOptional(certainty),
  }),
  /** The rows of a user's own table, and how they were split. */
  data: z.exactOptional(
    z.strictObject({
      train: count,
      dev: count,
      test: z.exactOptional(count),
      split: z.exactOptional(z.strictObject({ share: z.number(), seed: count })),
      labels: z.exactOptional(z.array(z.string()).readonly()),
    }),
  ),
  parameters: z.strictObject({ trainable: count, adapter: count, head: count, total: count }),
  metrics: z.strictObject({
    primary: z.strictObject({ name: z.string(), value: metric }),
    final: metrics,
    epochs: z.array(z.strictObject({ epoch: z.int().min(1), trainLoss: loss, seconds, metrics })).readonly(),
  }),
  /** Published results of data that is not Lamella's own have no labels: they are a part of the data. */
  predictions: z.record(
    z.string(),
    z.strictObject({
      labels: z.exactOptional(z.array(z.number()).readonly()),
      predictions: z.array(metric).readonly(),
    }),
  ),
  /** By split, log p of each example's tokens, in nats, and their number, of tasks that are scored by it; absent in results of before. */
  heldOut: z.exactOptional(
    z.record(
      z.string(),
      z.strictObject({
        logLikelihoods: z.array(z.number()).readonly(),
        numTokens: z.int().min(1),
        tokens: z.exactOptional(z.array(count).readonly()),
      }),
    ),
  ),
  /** By task or benchmark, what an answer without a look at the example scores; absent in results of before. */
  baselines: z.exactOptional(
    z.record(z.string(), z.strictObject({ of: z.enum(['majority class', 'mean', 'guess']), value: metric })),
  ),
  /** The first score of every question of a benchmark whose answers are written, in its order, by `benchmark/score`. */
  answerScores: z.exactOptional(z.record(z.string(), z.array(metric).readonly())),
  /** Scores of kinds of problems, in tasks whose benchmarks have any. */
  groups: z.exactOptional(
    z
      .array(
        z.strictObject({ benchmark: z.string(), by: z.string(), group: z.string(), count, score: metric }),
      )
      .readonly(),
  ),
  /** The loss of every step of the optimiser, in tasks that are answered by text. */
  losses: z.exactOptional(z.array(loss).readonly()),
  /** Present if the training ended before its last epoch. */
  stopped: z.exactOptional(earlyStop),
  /** The weights that were kept: SHA-256 of their files by path. They may have been dropped since, for better ones. */
  kept: z.exactOptional(
    z.strictObject({
      kind: z.enum(['adapter', 'model']),
      /** A hub id with its commit, or a folder. */
      base: z.strictObject({ name: z.string(), revision: z.exactOptional(z.string()) }),
      files: z.record(z.string(), z.string()),
    }),
  ),
  cost: z.strictObject({
    steps: count,
    secondsPerStep: seconds,
    trainSeconds: seconds,
    peakMemoryBytes: count,
    /**
     * Whether memory is left out of the peak that earlier trials of the same worker have left. Absent where it may be in it, so that
     * the peak is at most this, as in results of before.
     */
    hasOwnPeak: z.exactOptional(z.boolean()),
  }),
  /** The version of the code is absent in results of before it was derived. */
  hashes: z.strictObject({ model: z.string(), data: z.string(), code: z.exactOptional(z.string()) }),
  versions: z.record(z.string(), z.string()),
});

/** How busy the machine was while the trial ran. */
const load = z.strictObject({
  /** The load average of the last minute: processes that wanted to run. */
  start: seconds,
  end: seconds,
  /** The share of all processors' time that others worked, from 0 to 1; absent where the system doesn't tell. */
  others: z.exactOptional(z.number().min(0).max(1)),
  /** Whether seconds say something about the trial alone; see `loadBetween`. */
  quiet: z.exactOptional(z.boolean()),
});

/**
 * The inputs that a trial's numbers depend on; see `trialKey`. The version of the code was a number that was set by hand before it
 * was derived from the code.
 */
const inputs = z.strictObject({
  code: z.union([z.string(), z.int()]),
  model: z.string(),
  data: z.string(),
});

const common = {
  format: z.literal([...formerFormats, resultFormat]),
  id: z.string(),
  key: z.string(),
  trial: z.custom<ResolvedTrial>((value) => value !== null && typeof value === 'object'),
  inputs,
  run: z.strictObject({
    startedAt: z.iso.datetime(),
    seconds,
    /** Lamella's version; absent in results of before it was recorded. */
    version: z.exactOptional(z.string()),
    /** The commit that the program was at, or null outside of a repository. */
    commit: z.string().nullable(),
    /** Whether sources differed from that commit. */
    isDirty: z.boolean().nullable(),
    host: z.strictObject({
      platform: z.string(),
      cpu: z.string(),
      cores: count,
      memoryBytes: count,
      node: z.string(),
    }),
    /** Of one worker. */
    threads: count,
    /** Trials that ran at a time, this one among them; absent, as what follows, in results of earlier versions. */
    workers: z.exactOptional(z.int().min(1)),
    /** SHA-256 of the workspace's package-lock.json; absent outside of one. */
    lockfile: z.exactOptional(z.string()),
    /** Versions of the installed packages that compute. */
    packages: z.exactOptional(z.record(z.string(), z.string())),
    load: z.exactOptional(load),
  }),
};

const failure = z.strictObject({
  reason: z.enum(['failed', 'out-of-memory', 'timed-out', 'killed']),
  message: z.string(),
  stack: z.string().nullable(),
  log: z.array(z.string()),
});

const trialResult = z.discriminatedUnion('status', [
  z.strictObject({
    ...common,
    status: z.literal('done'),
    ...outcome.shape,
    chosen: z.exactOptional(chosenTraining),
  }),
  z.strictObject({ ...common, status: z.literal('failed'), failure }),
]);

/** One trial's result, as its file holds it. */
export type TrialResult = z.output<typeof trialResult>;
export type DoneResult = Extract<TrialResult, { status: 'done' }>;
export type FailedResult = Extract<TrialResult, { status: 'failed' }>;
export type ResultInputs = DoneResult['inputs'];
export type RunRecord = DoneResult['run'];
/** The outcome that a runner returns: metrics may be NaN. */
export type TrialOutcome = z.input<typeof outcome>;

/** A result from a file's content without its seal, or why it is none: a clause. */
export function parseResult(value: unknown): TrialResult | string {
  const { data, error } = trialResult.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  return `it is no whole result: ${issue?.message ?? 'something is wrong'} at ${issue?.path.join('.') || 'the top'}`;
}

/**
 * Checks the outcome that a runner has returned: whatever is recorded as done is whole.
 *
 * @throws Error that lists what is wrong
 */
export function checkOutcome(value: unknown): z.output<typeof outcome> {
  const result = outcome.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`Expected the outcome of a trial, got something else:\n${z.prettifyError(result.error)}`);
}
