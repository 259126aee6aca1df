import type { Baseline } from '../task/constant-baseline.ts';

/** The setting of a score: that of its trial in full, so that nothing need be read out of a method's name. */
export interface ScoreSetting {
  /** Name of the base model, e.g. `mini/roberta`. */
  readonly model: string;
  readonly task: string;
  /** The task's name as papers print it, e.g. `CoLA`. */
  readonly taskTitle: string;
  /** The task that was trained on and importance measured for, where one training is scored on other tasks (default: the task). */
  readonly trainedOn?: string;
  /** The method's name in its spec; what the method does is said by `tuning`, `selection`, `adapter` and `initialisation`. */
  readonly method: string;
  readonly methodTitle: string;
  /** The weights that are trained: all, the head alone, none, or LoRA. */
  readonly tuning: 'full' | 'head' | 'none' | 'lora';
  /** How the layers that get LoRA are selected: `all`, `list`, `cka`, `random`, …; null without LoRA. */
  readonly selection: string | null;
  /** The kind of adapter: `lora`, `vera`, …; null without one. */
  readonly adapter: string | null;
  /** How LoRA starts: `standard`, `pissa`, `pissa_niter_16`, …; null without LoRA. */
  readonly initialisation: string | null;
  /** N, the number of layers that get LoRA. */
  readonly layers: number;
  /** 0 without LoRA. */
  readonly rank: number;
  /** The rank that it is compared at, where its own is another, as with as many parameters as another arm. */
  readonly comparedRank?: number;
  readonly seed: number;
  /** Swept settings in print, such as `learningRate 4e-4`, where a sweep has any. */
  readonly settings?: string;
  /** The task's primary metric, e.g. `accuracy`. */
  readonly metric: string;
}

/** The costs of a finished trial, whether its metric is defined or not. */
interface Costs {
  readonly trainableParameters: number;
  readonly secondsPerStep: number;
  /** Null where memory is in it that other trials have left. */
  readonly peakMemoryMiB: number | null;
  /** Whether the machine was quiet meanwhile, so that seconds are the trial's alone; absent where that is not known. */
  readonly quiet?: boolean;
  /** One character for each of the model's layers, layer 0 first: `1` for selected, `0` for frozen. */
  readonly selected: string;
  /** Layers that other samples may select or leave out against this selection; absent where that is not known. */
  readonly undecided?: readonly number[];
}

/** The score of answering without a look at the example, where a result has it. */
interface BaselineColumns {
  readonly baseline?: number;
  readonly baselineOf?: Baseline['of'];
}

/** One finished trial: a method's score on a task with one seed. */
export interface ScoreRow extends ScoreSetting, Costs, BaselineColumns {
  /** The metric's value, as it was computed; `scoreMetric` says how it is shown. */
  readonly score: number;
  /** The items that it is of, as far as their number is known. */
  readonly numItems?: number;
}

/** Why a trial of a sweep has no score: `undefined` if it's done, but the metric is not defined for its predictions. */
export type Gap = 'failed' | 'missing' | 'outdated' | 'undefined';

/** One trial of a sweep without a score. */
export interface GapRow extends ScoreSetting, Partial<Costs>, BaselineColumns {
  readonly score: null;
  readonly gap: Gap;
}

/** One trial of a sweep, with its score or without. */
export type SweepRow = ScoreRow | GapRow;

/** Whether a row has a score. */
export function isScored(row: SweepRow): row is ScoreRow {
  return row.score !== null;
}
