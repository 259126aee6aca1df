import { UserError } from '@lamella/core';
import { type InstructionExample, miniCode, miniMath, readInstructions } from '@lamella/datasets';
import type { Benchmark } from '../benchmarks/benchmark.ts';
import { miniCodeBenchmark } from '../benchmarks/code-problems.ts';
import { miniMathBenchmark } from '../benchmarks/math-problems.ts';
import type { DataSource, Rows, TextTaskName } from '@lamella/spec';
import { findHubBenchmark, findHubTraining } from './hub-data.ts';
import { readBenchmark } from './load-benchmark.ts';
import { hashTask } from './hash-task.ts';
import { loadScienceTask } from './load-science-task.ts';
import { type TextTask, textTaskInfo } from './text-task.ts';

/** PiSSA's data set, with a folder for each of its tasks. */
const PISSA_DATA = 'fxmeng/pissa-dataset';

interface Loaded {
  readonly ending?: string;
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
  const loaded = await load(task, data, rows.train);
  const train = loaded.train.slice(0, rows.train);
  const benchmarks = loaded.benchmarks.map((benchmark) => ({
    ...benchmark,
    questions: benchmark.questions.slice(0, rows.dev),
  }));
  const { ending = '\n' } = loaded;
  return { train, benchmarks, ending, hash: hashTask({ train, benchmarks, ending }) };
}

async function load(task: TextTaskName, data: DataSource, limit: number | undefined): Promise<Loaded> {
  if (task === 'mini-sqa' || task === 'scienceqa') return await loadScienceTask(task, data, limit);
  switch (data.kind) {
    case 'mini':
      return loadMini(task);
    case 'files':
      return loadFiles(task, data, limit);
    case 'hub':
      return loadFromHub(task, data, limit);
    default:
      throw new UserError(
        `Expected the data of ${task} to be of the kind mini, files or hub, got ${data.kind}.`,
        { exitCode: 2 },
      );
  }
}

function loadMini(task: TextTaskName): Loaded {
  if (task === 'mini-math') {
    const { train, dev } = miniMath();
    return { train, benchmarks: [miniMathBenchmark(dev)] };
  }
  if (task === 'mini-code') {
    const { train, dev } = miniCode();
    return { train, benchmarks: [miniCodeBenchmark(dev)] };
  }
  throw new UserError(`Expected files or the hub as the data of ${task}, got mini.`, { exitCode: 2 });
}

function loadFiles(
  task: TextTaskName,
  { train, benchmarks = {} }: Extract<DataSource, { kind: 'files' }>,
  limit: number | undefined,
): Loaded {
  const own = textTaskInfo(task).benchmarks;
  const found = own.flatMap((name) => {
    const path = benchmarks[name];
    return path === undefined ? [] : [readBenchmark(name, path)];
  });
  if (found.length > 0) return { train: readInstructions(train, limit), benchmarks: found };
  throw new UserError(
    `Expected a file for one of ${task}'s benchmarks (${own.join(', ')}) in data.benchmarks, got none.`,
    { exitCode: 2 },
  );
}

async function loadFromHub(
  task: TextTaskName,
  { id, revision }: Extract<DataSource, { kind: 'hub' }>,
  limit: number | undefined,
): Promise<Loaded> {
  if (id === undefined)
    throw new UserError(`Expected the id of ${task}'s data set in data.id, such as ${PISSA_DATA}.`, {
      exitCode: 2,
    });
  const path = await findHubTraining(task, { id, ...(revision !== undefined && { revision }) });
  const benchmarks: Benchmark[] = [];
  for (const name of textTaskInfo(task).benchmarks) {
    benchmarks.push(readBenchmark(name, await findHubBenchmark(name)));
  }
  return { train: readInstructions(path, limit), benchmarks };
}
