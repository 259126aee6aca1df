import { hashJson, UserError } from '@lamella/core';
import { scoreMetric } from '@lamella/metrics';
import {
  type AwaitedTrial,
  awaitedBy,
  type ResolvedTrial,
  type SettledTraining,
  trialIdentity,
} from '@lamella/spec';
import type { ResultStore } from '../results/result-store.ts';
import type { PresentTrial } from '../results/explain-change.ts';
import type { ChosenTraining, DoneResult, ResultInputs, TrialResult } from '../results/trial-result.ts';

/** As much of a planned trial as says whether what it waits for is there. */
interface AskedTrial {
  readonly trial: ResolvedTrial;
  readonly inputs: ResultInputs | undefined;
  readonly isDone: boolean;
}

/** The values that a trial takes from the results of the trials that it waits for. */
export type Settling =
  /** Undefined: it takes nothing. */
  | { readonly kind: 'ready'; readonly chosen: ChosenTraining | undefined }
  /** The id of one that has not ended. */
  | { readonly kind: 'waiting'; readonly for: string }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Chooses a trial's learning rate by the scores of the candidates, and its number of steps by measured seconds.
 *
 * Learning rate: that of the best score on held-out training examples, the lowest of equals. Steps: n · s / t, rounded, where the
 * reference has taken n steps of s seconds, and a step of the arm itself takes t; seconds are the medians that the two trials have
 * measured. From the same results the same choice follows.
 *
 * @param failedBefore when attempts began, by trial, that failed before and are made again: until they are, their trials are waited for
 */
export function settleTrial(
  due: PresentTrial,
  store: ResultStore,
  failedBefore: ReadonlyMap<string, string | undefined> = new Map(),
): Settling {
  const { trial } = due;
  const found = new Map<string, TrialResult>();
  for (const awaited of awaitedBy(trial)) {
    const result = findAwaited(awaited, due, store);
    if (result === undefined || result.run.startedAt === failedBefore.get(awaited.id))
      return { kind: 'waiting', for: awaited.id };
    found.set(awaited.id, result);
  }
  if (found.size === 0) return { kind: 'ready', chosen: undefined };
  const [rate, steps] = [chooseRate(trial, found), chooseSteps(trial, found)];
  for (const one of [rate, steps]) if (typeof one === 'string') return { kind: 'failed', message: one };
  return {
    kind: 'ready',
    chosen: {
      ...(typeof rate === 'object' && { learningRate: rate }),
      ...(typeof steps === 'object' && { steps }),
    },
  };
}

/** A trial that trains by what was chosen. */
export function withChosen(trial: ResolvedTrial, chosen: ChosenTraining | undefined): ResolvedTrial {
  if (chosen === undefined) return trial;
  const { learningRate, steps } = chosen;
  const settled: SettledTraining = {
    ...(learningRate && { learningRate: learningRate.value }),
    ...(steps && { steps: steps.value }),
  };
  return { ...trial, settled };
}

/**
 * Whether a result was trained with the choice of learning rate that follows from the candidates' present results, their scores
 * included. True where none follows from them: some have no result, or none has a score.
 */
export function hasPresentRate(
  { trial, inputs, chosen }: PresentTrial & { readonly chosen: ChosenTraining | undefined },
  store: ResultStore,
): boolean {
  const found = new Map<string, TrialResult>();
  for (const awaited of trial.after?.candidates ?? []) {
    const result = findAwaited(awaited, { inputs }, store);
    if (result === undefined) return true;
    found.set(awaited.id, result);
  }
  const rate = chooseRate(trial, found);
  return typeof rate !== 'object' || hashJson(rate) === hashJson(chosen?.learningRate ?? null);
}

/** The result of a trial that another one waits for, of the same model and data; undefined if there is none. */
export function findAwaited(
  { id, identity }: AwaitedTrial,
  { inputs }: Pick<PresentTrial, 'inputs'>,
  store: ResultStore,
): TrialResult | undefined {
  const result = store.read(id);
  if (result?.status !== 'done' && result?.status !== 'failed') return undefined;
  const isSame =
    hashJson(trialIdentity(result.trial)) === identity &&
    result.inputs.model === inputs.model &&
    result.inputs.data === inputs.data;
  return isSame ? result : undefined;
}

/**
 * @param planned all that this process is to see done
 * @throws UserError (exit code 2) for a trial that waits for one that is neither done nor among them
 */
export function requireAwaited(planned: readonly AskedTrial[], store: ResultStore): void {
  const here = new Set(planned.map(({ trial }) => trial.id));
  for (const one of planned) {
    if (one.isDone || one.inputs === undefined) continue;
    const { trial, inputs } = one;
    const missing = awaitedBy(trial).find(
      (awaited) => !here.has(awaited.id) && findAwaited(awaited, { inputs }, store) === undefined,
    );
    if (missing === undefined) continue;
    throw new UserError(
      `Expected the result of ${missing.id}, that ${trial.id} takes its learning rate or steps from, got none: run its method first, or together with ${trial.method}.`,
      { exitCode: 2 },
    );
  }
}

type Results = ReadonlyMap<string, TrialResult>;

/** The choice, or why there is none: a sentence. */
function chooseRate(
  { tune, after }: ResolvedTrial,
  results: Results,
): NonNullable<ChosenTraining['learningRate']> | string | undefined {
  const { candidates: awaited = [] } = after ?? {};
  if (tune === undefined || awaited.length === 0) return undefined;
  const ended = awaited.map(({ id }) => results.get(id));
  const metric = ended
    .map((one) => (one?.status === 'done' ? one.metrics.primary.name : undefined))
    .find(Boolean);
  const candidates = awaited.map(({ id }, index) => {
    const result = ended[index];
    const score = result?.status === 'done' ? result.metrics.primary.value : null;
    return { trial: id, learningRate: tune.learningRate[index] ?? NaN, score };
  });
  const sign = metric !== undefined && scoreMetric(metric).better === 'lower' ? -1 : 1;
  const heightOf = ({ score }: (typeof candidates)[number]): number =>
    score === null ? -Infinity : sign * score;
  const [best] = candidates.toSorted((a, b) => heightOf(b) - heightOf(a) || a.learningRate - b.learningRate);
  if (metric === undefined || best === undefined || best.score === null)
    return `Expected a score of one of ${awaited.map(({ id }) => id).join(', ')}, by which its learning rate is chosen, got none: all have failed or are undefined.`;
  return { value: best.learningRate, metric, candidates };
}

/** The number of steps, or why there is none: a sentence. */
function chooseSteps(
  { after }: ResolvedTrial,
  results: Results,
): NonNullable<ChosenTraining['steps']> | string | undefined {
  if (after?.own === undefined || after.reference === undefined) return undefined;
  const [own, reference] = [after.own, after.reference].map(({ id }) => results.get(id));
  const failed = [own, reference].find((one) => one?.status !== 'done');
  if (own?.status !== 'done' || reference?.status !== 'done')
    return `Expected the seconds per step of ${failed?.id ?? 'a trial'}, by which its number of steps is counted, got none: it has failed.`;
  const [mine, other] = [timeOf(own), timeOf(reference)];
  const value = Math.max(1, Math.round((other.steps * other.secondsPerStep) / mine.secondsPerStep));
  if (Number.isFinite(value)) return { value, own: mine, reference: other };
  return `Expected seconds per step of ${own.id} above 0, got ${mine.secondsPerStep}: its number of steps can't be counted.`;
}

function timeOf({ id, cost, run }: DoneResult): NonNullable<ChosenTraining['steps']>['own'] {
  const { steps, secondsPerStep } = cost;
  const { quiet } = run.load ?? {};
  return { trial: id, steps, secondsPerStep, ...(quiet !== undefined && { quiet }) };
}
