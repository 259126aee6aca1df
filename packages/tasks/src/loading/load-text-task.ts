import { UserError } from '@lamella/core';
import { readInstructions } from '@lamella/datasets';
import type { Benchmark, BenchmarkRecord } from '../benchmark.ts';
import type { DataSource, OwnData, Rows } from '../data-source.ts';
import { textTaskInfo, type TextTaskName } from '../registry.ts';
import type { LoadedTask, TextTask, TextTaskRecord } from '../text-task.ts';
import { findHubTraining, findRows } from './hub-data.ts';
import { hashTask } from './hash-task.ts';

/** PiSSA's data set, with a folder for each of its tasks. */
const PISSA_DATA = 'fxmeng/pissa-dataset';

/**
 * Loads what a task is trained on and scored by.
 *
 * @param rows `train` limits the examples, `dev` the problems of each benchmark
 * @throws UserError for data of another kind, or a file that is missing or malformed
 */
export async function loadTextTask(task: TextTaskName, data: DataSource, rows: Rows = {}): Promise<TextTask> {
  const loaded = await load(task, data, rows.train);
  const train = loaded.train.slice(0, rows.train);
  const benchmarks = loaded.benchmarks.map((benchmark) => takeFirst(benchmark, rows.dev));
  const { ending = '\n' } = loaded;
  return { train, benchmarks, ending, ...hashTask({ train, benchmarks, ending }) };
}

function takeFirst<Kind extends Benchmark>(benchmark: Kind, limit: number | undefined): Kind {
  return { ...benchmark, questions: benchmark.questions.slice(0, limit) };
}

async function load(task: TextTaskName, data: DataSource, limit: number | undefined): Promise<LoadedTask> {
  const record = textTaskInfo(task);
  checkTextData(task, data);
  if (record.make !== undefined && data.kind === 'mini') return record.make();
  const { load: loadOwn = loadInstructions(task, record) } = record;
  return await loadOwn(data as OwnData, limit);
}

/** @throws UserError (exit code 2) for data of a kind that the task can't be loaded from */
export function checkTextData(task: TextTaskName, data: DataSource): void {
  const kinds = dataKinds(textTaskInfo(task));
  if (kinds.includes(data.kind)) return;
  throw new UserError(
    `Expected the data of ${task} to be of the kind ${kinds.join(' or ')}, got ${data.kind}.`,
    { exitCode: 2 },
  );
}

/** The kinds of data that a task can be loaded from. */
function dataKinds({ make, load: loadOwn, benchmarks }: TextTaskRecord): DataSource['kind'][] {
  const all = Object.values(benchmarks);
  return [
    ...(make === undefined ? [] : (['mini'] as const)),
    ...(loadOwn !== undefined || all.some(({ read }) => read !== undefined) ? (['files'] as const) : []),
    ...(loadOwn !== undefined || all.some(({ hub }) => hub !== undefined) ? (['hub'] as const) : []),
  ];
}

/** A file of instructions, and a file of problems for each benchmark that has one. */
function loadInstructions(task: string, { benchmarks }: TextTaskRecord): NonNullable<TextTaskRecord['load']> {
  return async (data, limit) => {
    const path = data.kind === 'files' ? data.train : await findTraining(task, data);
    const problems: Benchmark[] = [];
    for (const [name, record] of Object.entries(benchmarks)) {
      const { read, hub } = record;
      if (read === undefined) continue;
      if (data.kind === 'files') {
        const file = data.benchmarks?.[name];
        if (file !== undefined) problems.push(read(file, findTests(name, record, data.benchmarks)));
      } else if (hub !== undefined) problems.push(read(await findRows(hub), ''));
    }
    if (problems.length > 0) return { train: readInstructions(path, limit), benchmarks: problems };
    const names = Object.keys(benchmarks).join(', ');
    throw new UserError(
      `Expected a file for one of ${task}'s benchmarks (${names}) in data.benchmarks, got none.`,
      { exitCode: 2 },
    );
  };
}

/** The file of a benchmark's tests, where that is another's; else none. */
function findTests(
  name: string,
  { testsOf }: BenchmarkRecord,
  files: Readonly<Partial<Record<string, string>>> = {},
): string {
  if (testsOf === undefined) return '';
  const tests = files[testsOf];
  if (tests !== undefined) return tests;
  throw new UserError(
    `Expected a file in data.benchmarks.${testsOf}, which has the tests of ${name}, got none.`,
    { exitCode: 2 },
  );
}

async function findTraining(
  task: string,
  { id, revision }: Extract<OwnData, { kind: 'hub' }>,
): Promise<string> {
  if (id === undefined)
    throw new UserError(`Expected the id of ${task}'s data set in data.id, such as ${PISSA_DATA}.`, {
      exitCode: 2,
    });
  return await findHubTraining(task, { id, ...(revision !== undefined && { revision }) });
}
