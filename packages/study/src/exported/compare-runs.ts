import type { ExportedAnswer } from './exported-answers.ts';
import { isChosen } from './exported-answers.ts';
import type { ExportedTrial } from './read-export.ts';
import { type Check, firstDifference } from './rescore.ts';
import type { TrialAgain } from './run-again.ts';

/** A part of a trial that was compared with the same part of another run of it. */
export interface ComparedPart {
  /** Such as `losses of steps`. */
  readonly name: string;
  /** Values that were compared. */
  readonly count: number;
  /** The first of them that is another. */
  readonly difference: Check | undefined;
}

/**
 * Compares a trial with its repetition, part by part in the order in which one follows from another: the first part that differs is
 * where the two part ways. On the same machine with the same code every value is the same, to the last bit.
 */
export function compareRuns(
  { result, answers, losses }: ExportedTrial,
  again: TrialAgain,
): readonly ComparedPart[] {
  const { outcome } = again;
  const { selection } = result;
  const parts: [name: string, checks: Check[]][] = [
    [
      'importance of layers',
      list('importance of layer', selection.scores ?? [], outcome.selection.scores ?? []),
    ],
    ['selected layers', list('selected layer', selection.layers, outcome.selection.layers)],
    ['losses of steps', compareLosses(losses, again.losses)],
    ['files of weights', compareWeights(result.kept?.files, outcome.kept?.files)],
    [
      'answers',
      [...answers].flatMap(([name, given]) => compareAnswers(name, given, again.answers.get(name) ?? [])),
    ],
    ['predictions', comparePredictions(result.predictions, outcome.predictions)],
    ['log-likelihoods', compareHeldOut(result.heldOut, outcome.heldOut)],
    ['scores', compareScores(result.metrics, outcome.metrics)],
  ];
  return parts
    .filter(([, checks]) => checks.length > 0)
    .map(([name, checks]) => ({ name, count: checks.length, difference: firstDifference(checks) }));
}

function list(what: string, expected: readonly unknown[], got: readonly unknown[]): Check[] {
  return Array.from({ length: Math.max(expected.length, got.length) }, (_, index) => ({
    what: `${what} ${index}`,
    ...{ expected: expected[index], got: got[index] },
  }));
}

/** Steps are counted from 1. */
function compareLosses(expected: readonly number[] | undefined, got: readonly number[] = []): Check[] {
  if (expected === undefined) return [];
  return expected.map((loss, index) => ({
    what: `loss of step ${index + 1}`,
    expected: loss,
    got: got[index],
  }));
}

type Hashes = Readonly<Record<string, string>>;

function compareWeights(expected: Hashes = {}, got: Hashes = {}): Check[] {
  return Object.keys(expected)
    .filter((name) => name.endsWith('.safetensors'))
    .map((name) => ({ what: `SHA-256 of ${name}`, expected: expected[name], got: got[name] }));
}

function compareAnswers(
  benchmark: string,
  expected: readonly ExportedAnswer[],
  got: readonly ExportedAnswer[],
): Check[] {
  const keyOf = (answer: ExportedAnswer): string => `${isChosen(answer) ? 0 : answer.sample} ${answer.id}`;
  const found = new Map(got.map((answer) => [keyOf(answer), answer]));
  return expected.map((answer) => {
    const other = found.get(keyOf(answer));
    return {
      what: `answer to question ${answer.id} of ${benchmark}`,
      expected: outputOf(answer),
      got: other && outputOf(other),
    };
  });
}

/** What a model gave, and its grade. */
function outputOf(answer: ExportedAnswer): unknown {
  const { scores } = answer;
  return isChosen(answer)
    ? { logLikelihoods: answer.logLikelihoods, scores }
    : { completion: answer.completion, scores };
}

type Predictions = ExportedTrial['result']['predictions'];

function comparePredictions(expected: Predictions, got: Predictions): Check[] {
  return Object.entries(expected).flatMap(([split, { predictions }]) =>
    list(`prediction of ${split} for example`, predictions, got[split]?.predictions ?? []),
  );
}

type HeldOut = ExportedTrial['result']['heldOut'];

function compareHeldOut(expected: HeldOut = {}, got: HeldOut = {}): Check[] {
  return Object.entries(expected).flatMap(([split, { logLikelihoods }]) =>
    list(`log-likelihood of ${split} of example`, logLikelihoods, got[split]?.logLikelihoods ?? []),
  );
}

type Metrics = ExportedTrial['result']['metrics'];

function compareScores(expected: Metrics, got: Metrics): Check[] {
  const ofEpochs = expected.epochs.flatMap(({ epoch, trainLoss, metrics }, index) => {
    const other = got.epochs[index];
    return [
      { what: `training loss of epoch ${epoch}`, expected: trainLoss, got: other?.trainLoss },
      ...compareNamed(`after epoch ${epoch}`, metrics, other?.metrics ?? {}),
    ];
  });
  return [...ofEpochs, ...compareNamed('at the end', expected.final, got.final)];
}

type Named = Metrics['final'];

function compareNamed(when: string, expected: Named, got: Named): Check[] {
  return Object.keys(expected).map((name) => ({
    what: `score ${name} ${when}`,
    ...{ expected: expected[name], got: got[name] },
  }));
}
