import { hashJson, UserError } from '@lamella/core';
import { type InstructionExample, miniMath } from '@lamella/datasets';
import type { Benchmark } from '../benchmarks/benchmark.ts';
import { miniMathBenchmark } from '../benchmarks/math-problems.ts';
import type { DataSource } from '../spec/experiment-spec.ts';
import type { TextTaskName } from '../spec/names.ts';
import type { Rows } from '../spec/settings.ts';
import type { TextTask } from './text-task.ts';

interface Loaded {
  readonly train: readonly InstructionExample[];
  readonly benchmarks: readonly Benchmark[];
}

/**
 * Loads what a task is trained on and scored by.
 *
 * @param rows `train` limits the examples, `dev` the problems of each benchmark
 * @throws UserError for data of another kind, or a file that is missing or malformed
 */
export async function loadTextTask(task: TextTaskName, data: DataSource, rows: Rows = {}): Promise<TextTask> {
  const loaded = await load(task, data);
  const train = loaded.train.slice(0, rows.train);
  const benchmarks = loaded.benchmarks.map((benchmark) => ({
    ...benchmark,
    questions: benchmark.questions.slice(0, rows.dev),
  }));
  return { train, benchmarks, hash: hashTask(train, benchmarks) };
}

async function load(task: TextTaskName, data: DataSource): Promise<Loaded> {
  if (task === 'mini-math' && data.kind === 'mini') {
    const { train, dev } = miniMath();
    return { train, benchmarks: [miniMathBenchmark(dev)] };
  }
  throw new UserError(`Expected other data for ${task} than of the kind ${data.kind}.`, { exitCode: 2 });
}

function hashTask(train: readonly InstructionExample[], benchmarks: readonly Benchmark[]): string {
  return hashJson({
    train: train.map(({ prompt, target }) => [prompt, target]),
    benchmarks: benchmarks.map(({ name, questions }) => [
      name,
      questions.map(({ id, prompt, reference, groups }) => [id, prompt, reference, groups]),
    ]),
  });
}
