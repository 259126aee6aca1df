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
  /** Of several metrics of importance, each two. */
  readonly agreement?: readonly AgreementRow[];
  /** Of results that tell kinds of problems apart. */
  readonly groups?: readonly GroupRow[];
  /** Of results that keep the losses of all steps. */
  readonly losses?: readonly LossRow[];
}
