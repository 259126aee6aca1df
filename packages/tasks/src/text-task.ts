import type { InstructionExample } from '@lamella/datasets';
import type { Benchmark, BenchmarkRecord } from './benchmark.ts';
import type { OwnData } from './data-source.ts';
import type { ContentHash } from './content-hash.ts';

/** The training examples of a task, and its benchmarks. */
export interface LoadedTask {
  readonly train: readonly InstructionExample[];
  readonly benchmarks: readonly Benchmark[];
  /** The text between an answer and the end-of-text token in training; a line break unless it says so. */
  readonly ending?: string;
}

/** A task's examples and problems. */
export interface TextTask extends Required<LoadedTask>, ContentHash {}

/** The registry's record of a task that is answered by text, written or chosen. */
export interface TextTaskRecord {
  /** The name in print. */
  readonly title: string;
  /** Its benchmarks by name; the first score of the first one is the task's score. */
  readonly benchmarks: Readonly<Record<string, BenchmarkRecord>>;
  /** Makes its examples and problems by code: data of the kind `mini`. */
  readonly make?: () => LoadedTask;
  /**
   * Reads a data set that is not a file of instructions and files of benchmarks.
   *
   * @param limit of the training examples that are read
   */
  readonly load?: (data: OwnData, limit: number | undefined) => Promise<LoadedTask>;
}
