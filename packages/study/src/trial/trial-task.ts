import type { EncodedExample } from '@lamella/datasets';
import type { Model } from '@lamella/models';
import type { ResolvedImportance, ResolvedTrial } from '@lamella/spec';
import type { TableRows } from '@lamella/tasks';
import type { FrozenPrefixes, TaskKind } from '@lamella/training';
import type { FinalWeights } from './score-once.ts';
import type { Evaluation, TrialContext } from './trial-outcome.ts';

/** A task as a trial's model reads it, and how the model is scored on it. */
export interface TrialTask {
  readonly kind: TaskKind;
  /** Outputs of the head: classes, or 1 for a regression; a language model's head is its own, 0. */
  readonly numLabels: number;
  /** Names of the classes, in the order of the head's outputs; of classifications. */
  readonly labels?: readonly string[] | undefined;
  /** The columns of a table that it was read from, by what they are, such as `text`. */
  readonly columns?: Readonly<Record<string, string>> | undefined;
  /** How many rows it has, and how they were split; of a user's own table. */
  readonly rows?: TableRows;
  /** SHA-256 of its texts and labels. */
  readonly hash: string;
  readonly padId: number;
  /**
   * Whether it is a language model's: the training is then kept before it is scored, which takes long where it writes answers, and
   * the loss of every step is recorded.
   */
  readonly isAnsweredByText: boolean;
  readonly train: readonly EncodedExample[];
  /** Those that are scored after every epoch or in the end; absent where answers are written. */
  readonly scored?: readonly EncodedExample[];
  /** The training examples as importance is measured on them, cut to a length of its own. */
  encodeForImportance(importance: ResolvedImportance): Promise<readonly EncodedExample[]>;
  /** Gets ready to score a model, whose owner stays the caller, as that of what is kept of its frozen layers. */
  evaluator(model: Model, prefixes?: FrozenPrefixes): Evaluator;
}

/** A task that is read and encoded, for any trial of its settings. */
export interface SharedTask extends Pick<TrialTask, 'train' | 'scored'> {
  /** @throws if the trial needs something that can't be had, such as a sandbox for programs */
  forTrial(trial: ResolvedTrial, context: TrialContext): Promise<TrialTask>;
}

/** Scores a model as it is at the time. */
export interface Evaluator {
  /** The scores after an epoch; none where an evaluation takes long. */
  afterEpoch(): Pick<Evaluation, 'name' | 'primary' | 'metrics'>;
  /** All scores in the end; those of the last epoch are taken from there, where the weights are still the same. */
  evaluate(weights?: FinalWeights): Promise<Evaluation>;
  dispose(): void;
}

/** The head that a model is loaded with for a task. */
export function headForTask({
  kind,
  numLabels,
}: Pick<TrialTask, 'kind' | 'numLabels'>):
  { readonly head: 'causal-lm' } | { readonly head: 'classification'; readonly numLabels: number } {
  return kind === 'causal-lm' ? { head: 'causal-lm' } : { head: 'classification', numLabels };
}
