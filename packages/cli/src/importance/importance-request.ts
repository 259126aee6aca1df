import type { DropFirst, TrainingCost } from '@lamella/metrics/selection';
import type { LastLayer, Pooling } from '@lamella/training';
import type { LayerFormat } from './layer-configs.ts';
import type { SourceRequest } from './load-source.ts';

/** The question to `lamella importance`. */
export interface ImportanceRequest extends SourceRequest {
  readonly model: string;
  readonly revision?: string;
  readonly samples: 'all' | number;
  /** The pooling of a sample; an encoder's first token or a decoder's last one if left out. */
  readonly pooling?: Pooling;
  /** Where a decoder's last representation is taken. */
  readonly lastLayer: LastLayer;
  /** Modules that get LoRA, and that the Fisher information is summed over; those that the paper adapts if left out. */
  readonly targets?: readonly string[];
  /** Layers that the ranking leaves out, for methods with the setting; `auto` if not given. */
  readonly dropFirst?: DropFirst;
  /** N, or a ratio of the layers, to select. */
  readonly select?: number;
  /** Of the sets nearly as important as the best, the one that costs least by this is selected. */
  readonly prefer?: TrainingCost;
  /** With `prefer`, the share of the best sum of importances that may be given up; 0.05 if left out. */
  readonly within?: number;
  /** The format of the answer. */
  readonly format?: 'text' | 'json' | LayerFormat;
  readonly maxLength: number;
  readonly batchSize: number;
  /** Of the head that gradients are taken with. */
  readonly seed: number;
  /** Heads, of the seeds from `seed` on, that importance by gradients is the mean over; one if left out. */
  readonly heads?: number;
}
