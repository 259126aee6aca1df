import type { Quantization } from '@lamella/spec';
import type { CountedMethod } from '@lamella/metrics/selection';

/** The request of `lamella tune`. */
export interface TuneRequest {
  /** An embedded model, a folder or a hub id. */
  readonly model: string;
  readonly revision?: string;
  readonly train: string;
  readonly dev?: string;
  readonly test?: string;
  /** The task; inferred from the model and the columns if left out. */
  readonly task?: TunedTask;
  readonly text?: string;
  readonly textPair?: string;
  readonly label?: string;
  readonly labels?: readonly string[];
  readonly instruction?: string;
  readonly input?: string;
  readonly output?: string;
  readonly messages?: string;
  readonly metric?: string;
  /** N, a ratio, `all`, or a list with commas. */
  readonly layers: string;
  readonly method: CountedMethod;
  readonly rank?: number;
  readonly quantization?: Quantization;
  readonly epochs?: number;
  readonly learningRate?: number;
  readonly batchSize?: number;
  readonly maxLength?: number;
  readonly seeds: readonly number[];
  /** Runs all layers, random layers and full fine-tuning beside it. */
  readonly compare?: boolean;
  /** Name of the experiment; of the files of data and model if left out. */
  readonly name?: string;
}

/** Tasks of one's own data. */
export const tunedTasks = ['text-classification', 'text-regression', 'text-generation'] as const;
export type TunedTask = (typeof tunedTasks)[number];
