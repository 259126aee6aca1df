import { hashJson } from '@lamella/core';
import type { KindSettings } from '@lamella/adapters/kinds';
import {
  type BackwardMethod,
  type CountedMethod,
  type DropFirst,
  type ForwardMethod,
  type ImportanceOrder,
  isForwardMethod,
} from '@lamella/metrics/selection';
import type { TaskName } from '@lamella/tasks';
import type { DataSource, ModelSource } from '../language/experiment-spec.ts';
import type { Control } from '../language/control-methods.ts';
import type { Quantization } from '../language/names.ts';
import type { Swept } from './setting-names.ts';
import type { GenerationChoices, ImportanceSettings, Rows, TrainingChoices } from '../language/settings.ts';

/** The settings that an adapter's kind reads, with LoRA's alpha as a number. */
export type ResolvedAdapter = KindSettings;

/** Which layers a trial adapts: a rule with its N, all of them, or a list. */
export type ResolvedSelection =
  | { readonly method: 'all' }
  | { readonly method: 'list'; readonly layers: readonly number[] }
  | {
      readonly method: CountedMethod;
      readonly count: number;
      /** Of rules with the setting. */
      readonly dropFirst?: DropFirst;
      /** Of rules that draw, and of shuffled importance. */
      readonly seed?: number | string;
      /** Of controls by importance; absent: the most important layers. */
      readonly order?: ImportanceOrder;
    };

type Samples = 'all' | { readonly first: number } | { readonly random: number; readonly seed: number };

/** How the importance of layers is measured: exactly what its values depend on, besides model and data. */
export type ResolvedImportance = CommonSettings & (RepresentationSettings | FisherSettings);

interface CommonSettings {
  readonly samples: Samples;
  readonly maxLength: number;
  readonly batchSize: number;
  /** The type that frozen matrices are held in; absent is float32. */
  readonly weights?: 'bfloat16';
  /** Of the matrices of layers; absent: they are held as `weights` says. */
  readonly quantization?: Quantization;
}

/** Settings of a measurement in forward passes. */
export interface RepresentationSettings {
  readonly method: ForwardMethod;
  readonly pooling: ImportanceSettings['pooling'];
  /** Where a decoder's last representation is taken; absent is the paper's way, after the final norm. */
  readonly lastLayer?: 'raw';
}

/** Settings of a measurement by the gradients of single samples. */
export interface FisherSettings {
  readonly method: BackwardMethod;
  readonly targets: readonly string[];
  readonly normalise: boolean;
  readonly withRespectTo: 'weights' | 'lora-b';
  /** Of the head, and of LoRA. */
  readonly seed: number;
  /** Heads that importance is the mean over, of the seeds from `seed` on; absent is one. */
  readonly heads?: number;
  /** With respect to LoRA's B: the rank that is measured with, whatever rank is trained. */
  readonly rank?: number;
  readonly alpha?: number;
}

/** How the importance is measured that a forward pass alone gives. */
export type ForwardImportanceSettings = CommonSettings & RepresentationSettings;

/** Whether a forward pass alone gives the importance. */
export function isForwardImportance(settings: ResolvedImportance): settings is ForwardImportanceSettings {
  return isForwardMethod(settings.method);
}

/** A choice of the learning rate among candidates. */
export interface ResolvedTune extends HeldOut {
  /** Ascending. */
  readonly learningRate: readonly number[];
  /** Epochs that each candidate trains for. */
  readonly budget: number;
}

/** A split of the training examples. */
export interface HeldOut {
  readonly share: number;
  readonly seed: number;
}

/** The trials that another one takes its learning rate or its number of steps from. */
export interface TrialOrder {
  /** One for each candidate, in the order of the learning rates. */
  readonly candidates?: readonly AwaitedTrial[];
  readonly own?: AwaitedTrial;
  readonly reference?: AwaitedTrial;
}

/** A trial whose result another one waits for. */
export interface AwaitedTrial {
  readonly id: string;
  /** Hash of its identity. */
  readonly identity: string;
}

/** The values that a trial has taken from the results of others: a label while it runs, and a part of its result. */
export interface SettledTraining {
  readonly learningRate?: number;
  /** Steps of the optimiser, in the place of epochs. */
  readonly steps?: number;
}

interface TrialBase {
  /** Readable and a safe file name: `cola-cka-n4-r8-seed1`. */
  readonly id: string;
  readonly experiment: string;
  readonly method: string;
  readonly title: string;
  readonly model: ModelSource;
  /** How frozen matrices of layers are held; absent: as the training's precision says. */
  readonly quantization?: Quantization;
  readonly data: DataSource;
  readonly rows: Rows;
  readonly task: TaskName;
  /** L, the number of layers of the model. */
  readonly numLayers: number;
  readonly training: TrainingChoices;
  /** How answers are written, in tasks that are answered by text and whose spec says something of it. */
  readonly generation?: GenerationChoices;
  readonly seed: number;
  /** The arm of the spec's controls that it is of. */
  readonly control?: Control;
  /** Of an arm of equal time: hashes of the identities of the trials whose seconds its number of steps follows from. */
  readonly equalTime?: Readonly<Record<'own' | 'reference', string>>;
  /** How its learning rate is chosen; that of `training` is the lowest candidate until it is. */
  readonly tune?: ResolvedTune;
  /** Of a candidate: the share of the training examples that it is scored on and not trained on. */
  readonly heldOut?: HeldOut;
  /** The trials that have to end first. */
  readonly after?: TrialOrder;
  /** Of a trial that runs: what it has taken from them. */
  readonly settled?: SettledTraining;
  /** Swept settings that make a difference to it, by their paths: what tables and figures tell it apart by. */
  readonly swept?: Swept;
}

/** The part of a model that a trial trains. */
export type ResolvedTuning =
  | {
      readonly tuning: 'full' | 'head' | 'none';
      readonly selection: null;
      readonly adapter: null;
      readonly importance: null;
    }
  | {
      readonly tuning: 'lora';
      readonly selection: ResolvedSelection;
      readonly adapter: ResolvedAdapter;
      readonly importance: ResolvedImportance | null;
      /**
       * Of an arm of equal parameters: R, the sum of the ranks of its N layers. The adapter's rank is ⌊R / N⌋; the R mod N lowest
       * layers have one more.
       */
      readonly rankSum?: number;
      /**
       * The rank that the method is compared at, where its own is another: that of the sweep, or of the spec's adapter. Its own is
       * raised in an arm of equal parameters, or set by the method itself.
       */
      readonly comparedRank?: number;
    };

/** One cell of a sweep, with every setting that its numbers depend on and none that they do not. */
export type ResolvedTrial = TrialBase & ResolvedTuning;

/** Names and titles, and the places of model and data, whose content counts instead. */
const labels: ReadonlySet<string> = new Set([
  'id',
  'experiment',
  'method',
  'title',
  'model',
  'data',
  'swept',
  'control',
  'comparedRank',
  'after',
  'settled',
]);

/**
 * The part of a trial that determines its numbers, together with the content of model and data. Frozen layers' output that is not kept, or
 * kept where it is the same, changes none.
 */
export function trialIdentity(trial: ResolvedTrial): Readonly<Record<string, unknown>> {
  const { keepFrozenPrefix, ...training } = trial.training;
  const counting = { ...trial, training: keepFrozenPrefix === true ? trial.training : training };
  return Object.fromEntries(Object.entries(counting).filter(([key]) => !labels.has(key)));
}

/** Whether a trial only tries a learning rate for others: it is no result of its own. */
export function isCandidate({ heldOut }: Pick<ResolvedTrial, 'heldOut'>): boolean {
  return heldOut !== undefined;
}

/** The trials that a trial waits for. */
export function awaitedBy({ after }: Pick<ResolvedTrial, 'after'>): AwaitedTrial[] {
  const { candidates = [], own, reference } = after ?? {};
  return [...candidates, ...[own, reference].filter((one) => one !== undefined)];
}

/** A trial as others wait for it. */
export function toAwaited(trial: ResolvedTrial): AwaitedTrial {
  return { id: trial.id, identity: hashJson(trialIdentity(trial)) };
}

/** How a trial trains, with what it has taken from the results of others. */
export function trainingOf({
  training,
  settled,
}: Pick<ResolvedTrial, 'training' | 'settled'>): TrainingChoices & SettledTraining {
  return { ...training, ...settled };
}
