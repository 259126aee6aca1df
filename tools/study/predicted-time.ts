import { sum } from '@lamella/metrics';
import { parseJsonLines } from '../json-lines.ts';

/** The time that an experiment's trials were predicted to take, one after another on a machine that does nothing else. */
export interface PredictedTime {
  readonly experiment: string;
  /** Those whose time can be told; candidates of learning rates, which no table shows, are counted apart. */
  readonly trials: number;
  readonly seconds: number;
  readonly candidates: number;
  readonly candidateSeconds: number;
  /** For which machine: `2 × AMD EPYC`. */
  readonly processor: string;
}

/** What is read of a trial in the output of `lamella plan --cost --json`. */
interface PlannedTrial {
  readonly expectedSeconds?: number;
  readonly trial: { readonly experiment: string; readonly heldOut?: object };
}

/** The predicted time of a plan's trials, those that are done too. @param json the output of `lamella plan --cost --json` */
export function predictedTime(json: string, processor: string): PredictedTime {
  const known = (JSON.parse(json) as readonly PlannedTrial[]).filter(
    ({ expectedSeconds }) => expectedSeconds !== undefined,
  );
  const candidates = known.filter(({ trial }) => trial.heldOut !== undefined);
  const shown = known.filter(({ trial }) => trial.heldOut === undefined);
  return {
    experiment: known[0]?.trial.experiment ?? '',
    ...{ trials: shown.length, seconds: addSeconds(shown) },
    ...{ candidates: candidates.length, candidateSeconds: addSeconds(candidates) },
    processor,
  };
}

function addSeconds(trials: readonly PlannedTrial[]): number {
  return Math.round(sum(trials.map(({ expectedSeconds = 0 }) => expectedSeconds)));
}

/** In a line: `study-minilm: 120 trials, predicted 1.31 hours`. */
export function describePredicted({
  experiment,
  trials,
  seconds,
  candidates,
  candidateSeconds,
}: PredictedTime): string {
  const hours = (value: number): string => `${(value / 3600).toFixed(2)} hours`;
  const more =
    candidates === 0
      ? ''
      : `, and ${candidates} ${candidates === 1 ? 'candidate' : 'candidates'} of learning rates, ${hours(candidateSeconds)}`;
  return `${experiment}: ${trials} trials, predicted ${hours(seconds)}${more}`;
}

/** The text of the file that predicted times are kept in, a JSON object per line, with one more in it. */
export function withPredicted(text: string, added: PredictedTime): string {
  const others = parsePredicted(text).filter(({ experiment }) => experiment !== added.experiment);
  return [...others, added].map((one) => `${JSON.stringify(one)}\n`).join('');
}

/** The predicted times of a file. */
export function parsePredicted(text: string): PredictedTime[] {
  return parseJsonLines<PredictedTime>(text);
}
