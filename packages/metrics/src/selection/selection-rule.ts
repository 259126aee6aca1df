import type { DropFirst } from './rank-layers.ts';
import type { RepresentationMeasure } from '../similarity/representation-measure.ts';
import type { SampleEffects } from '../similarity/sample-effects.ts';

/**
 * Orders of layers that a selection by importance is compared with: from the least important on; or by the scores of other layers,
 * which are dealt out by the request's seed.
 */
export const importanceOrders = ['least-important', 'shuffled-importance'] as const;
export type ImportanceOrder = (typeof importanceOrders)[number];

/** The settings of a request for layers, besides the rule's name. */
export interface RuleRequest {
  /** The rule's name, for messages. */
  readonly method: string;
  /** L, the number of layers of the model. */
  readonly numLayers: number;
  /** N, or a ratio of L (see `resolveCount`), for rules that choose N layers. */
  readonly count?: number;
  /** For rules by importance: that of every layer, larger is more important. */
  readonly scores?: readonly number[];
  /** For rules with the setting: the layers that are left out. Default: false. */
  readonly dropFirst?: DropFirst;
  /** For `dropFirst: auto`: the layers whose input is the same for every sample, if that is known (see `rankLayers`). */
  readonly constantInputs?: readonly number[];
  /** For rules that draw: the same seed selects the same layers. */
  readonly seed?: number | string;
  /** For rules by importance: the order that layers are taken in. Default: the most important first. */
  readonly order?: ImportanceOrder;
  /** `list`: the layers themselves, in any order. */
  readonly layers?: readonly number[];
  /** `one-hot`: one digit per layer, layer 0 first. */
  readonly oneHot?: string;
}

/** How the marks of a rule look, the same in every figure. */
export interface Look {
  readonly colour: string;
  /** A Vega symbol: a name or an SVG path in the square from -1 to 1. */
  readonly shape: string;
}

interface Rule<Name extends string> {
  /** Its name in specs, files and on the command line. */
  readonly name: Name;
  /** The layers that get LoRA, in print: "random layers". */
  readonly title: string;
  /** Undefined: one of the looks that methods without their own get. */
  readonly look?: Look;
}

/** A rule that chooses N layers. */
export interface CountedRule<Name extends string = string> extends Rule<Name> {
  readonly choosesN: true;
  /** The settings that it depends on besides N, of those in a spec or a trial. */
  readonly settings: readonly ('dropFirst' | 'seed')[];
  /** The layers from the one to select first to the one to select last. */
  order(request: RuleRequest): number[];
}

/** A rule that takes all layers, or those that are written down. */
export interface GivenRule<Name extends string = string> extends Rule<Name> {
  readonly choosesN: false;
  readonly settings?: undefined;
  layers(request: RuleRequest): number[];
}

/** A rule that selects the layers of the highest importance, which is measured first. */
export interface ImportanceRule<
  Name extends string = string,
  Measured extends Importance = Importance,
> extends CountedRule<Name> {
  readonly importance: Measured;
}

interface ImportanceWords {
  /** The rule in a sentence: "the layers that CKA selected". */
  readonly short: string;
  /** The quantity, as figures print it. */
  readonly label: string;
  /** The same as a column of a table in a terminal. */
  readonly column: string;
  /** The description in the command line's help. */
  readonly description: string;
  /** Whether the values have no unit of their own: figures divide them by the largest of a task. */
  readonly isRelative: boolean;
  /** Whether samples need labels; a language model's are its tokens. */
  readonly needsLabels: boolean;
}

/** Importance that one forward pass without gradients gives, of the pooled representations R_0 … R_L. */
export interface ForwardImportance extends ImportanceWords {
  readonly needs: 'forward';
  /** Starts to measure; the definition, in plain arrays. Methods of one pass that start the same share it. */
  readonly measure: () => RepresentationMeasure;
  /** Takes the values from the effects of single samples, which are then measured, instead of the measure's own. */
  valuesOf?(effects: SampleEffects | undefined): number[];
  /** The importance of the layers, from what was measured of them. */
  fromMeasured(values: readonly number[]): number[];
  /** The most samples that it is measured on, a random choice of more, where its cost would grow faster than their number. */
  readonly mostSamples?: number;
}

/** Importance that the gradients of single samples give: the mean over samples of a power of their norm. */
export interface BackwardImportance extends ImportanceWords {
  readonly needs: 'backward';
  /** 2, the diagonal Fisher information, or 1, the mean norm. */
  readonly power: 1 | 2;
}

/** How the importance of layers is measured. */
export type Importance = ForwardImportance | BackwardImportance;
