import type { Verdict } from '@lamella/metrics';
import type { ImportanceMethod } from '@lamella/metrics/selection';
import type { GroupScore, ScoreRow } from '@lamella/metrics/scores';

export type { ScoreRow };

/** The importance of one layer of a model for a task, measured before training. */
export interface ImportanceRow {
  readonly model: string;
  readonly task: string;
  readonly taskTitle: string;
  /** How it was measured: the name of a rule by importance, `cka`, `fim`, … */
  readonly method: ImportanceMethod;
  /** Counted from 0. */
  readonly layer: number;
  readonly importance: number;
  /** Interval over samples of the importance without the bias of few samples, where it is known and means anything. */
  readonly lower?: number;
  readonly upper?: number;
  /** Whether the layer is selected by it, where that is known without scores. */
  readonly isSelected?: boolean;
  /** Whether the layer's input is the same for every sample, so that its value means nothing; absent where it is not known. */
  readonly hasConstantInput?: boolean;
}

/** The importance of one layer by one variant of measuring it, and what is selected by it. */
export interface VariantRow extends ImportanceRow {
  /** The variant's name, that of its method in rows of scores, and what figures call it. The first variant is the base. */
  readonly variant: string;
  readonly variantTitle: string;
  readonly isSelected: boolean;
  /** True if other samples may decide otherwise on the layer. */
  readonly isUndecided?: true;
  /** True if dropFirst leaves the layer out of the order. */
  readonly isLeftOut?: true;
  /** True if the variant's method differs from the first one in training too: its scores do not tell what measuring changes. */
  readonly trainsOtherwise?: true;
}

/** How far two metrics of importance agree. */
export interface AgreementRow {
  readonly a: ImportanceMethod;
  readonly b: ImportanceMethod;
  /** Kendall's tau; null where one of them has the same value for all layers. */
  readonly tau: number | null;
  /** The layers that both select, where layers were selected. */
  readonly shared?: number;
}

/** A side of a comparison: a method, or all draws of a kind, at one N and rank. */
export interface ComparedSide extends Pick<ScoreRow, 'method' | 'layers' | 'rank'> {
  /** In print, with what tells it from other arms of the experiment. */
  readonly label: string;
}

/** The comparison of two arms on one task, as tables have it; numbers are those of scores, not multiplied by 100. */
export interface DifferenceRow extends Pick<ScoreRow, 'model' | 'task' | 'taskTitle' | 'metric'> {
  /** Whether it is on the mean over tasks, in the place of a task. */
  readonly isAverage?: true;
  readonly arm: ComparedSide;
  /** What the arm is compared with. */
  readonly reference: ComparedSide;
  /** Score of the arm − score of the reference. */
  readonly difference: number;
  /** The 95 % interval; NaN if nothing can be told. */
  readonly lower: number;
  readonly upper: number;
  /** Of "no difference", adjusted for all comparisons that are shown together; NaN if nothing can be told. */
  readonly adjustedP: number;
  readonly verdict: Verdict;
  /** Why nothing can be told: `one seed`, … */
  readonly untold?: string;
  readonly seeds: number;
  /** The largest difference that doesn't matter; absent: nothing is equivalent. */
  readonly margin?: number;
  /** Of a spec that names primary comparisons: whether it is one of them, which are a family of their own, or exploratory. */
  readonly isPrimary?: boolean;
  /** The number of tests in the family, those that are not drawn as well. */
  readonly tests: number;
}

/** The score of one finished trial on one kind of problems. */
export interface GroupRow
  extends
    GroupScore,
    Pick<ScoreRow, 'model' | 'settings' | 'method' | 'methodTitle' | 'layers' | 'rank' | 'seed'> {
  readonly benchmarkTitle: string;
}

/** The loss of one step of a training. */
export interface LossRow extends Pick<
  ScoreRow,
  'model' | 'settings' | 'task' | 'taskTitle' | 'method' | 'methodTitle' | 'layers' | 'rank' | 'seed'
> {
  /** From 1. */
  readonly step: number;
  readonly loss: number;
}

/** Everything that figures are drawn from: the rows of one model. */
export interface FigureRows {
  readonly scores: readonly ScoreRow[];
  /** Of draws of random layers and the like, each the mean over its seeds: the method is all draws of a kind, the seed a draw's number. */
  readonly draws?: readonly ScoreRow[];
  readonly importance: readonly ImportanceRow[];
  /** Of importance that was measured in several ways. */
  readonly variants?: readonly VariantRow[];
  /** Of several metrics of importance, each two. */
  readonly agreement?: readonly AgreementRow[];
  /** The comparisons that a spec makes. */
  readonly differences?: readonly DifferenceRow[];
  /** Of results that tell kinds of problems apart. */
  readonly groups?: readonly GroupRow[];
  /** Of results that keep the losses of all steps. */
  readonly losses?: readonly LossRow[];
}
