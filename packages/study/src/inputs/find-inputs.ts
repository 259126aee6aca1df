import type { ExperimentSpec } from '@lamella/spec';
import { findModel, type ModelInfo } from '@lamella/planning';
import { isTextTask, loadTask, loadTextTask, type TaskName, toGlueSource } from '@lamella/tasks';

/** A task's examples as far as a plan needs to know them. */
export interface TaskInput {
  /** SHA-256 of the examples that are used. */
  readonly hash: string;
  readonly numTrain: number;
}

/** What a spec's trials read. */
export interface Inputs {
  readonly model: ModelInfo;
  /** A task without an entry has not been downloaded. */
  readonly tasks: ReadonlyMap<TaskName, TaskInput>;
}

/**
 * Finds the model and the data of a spec and identifies them by their content.
 *
 * @param options.download whether what is not here is downloaded; else it stays unknown
 */
export async function findInputs(
  spec: ExperimentSpec,
  options: { readonly download: boolean },
): Promise<Inputs> {
  const model = await findModel(spec.model, options);
  const tasks = new Map<TaskName, TaskInput>();
  const find = async (): Promise<void> => {
    for (const task of spec.tasks) {
      const input = await findTask(spec, task).catch((error: unknown) => {
        if (options.download || spec.data.kind !== 'hub') throw error;
        return undefined;
      });
      if (input !== undefined) tasks.set(task, input);
    }
  };
  await (options.download ? find() : withoutDownloads(find));
  return { model, tasks };
}

async function findTask(spec: ExperimentSpec, task: TaskName): Promise<TaskInput> {
  const rows = { ...spec.rows, ...spec.perTask?.[task]?.rows };
  if (isTextTask(task)) {
    const { hash, train } = await loadTextTask(task, spec.data, rows);
    return { hash, numTrain: train.length };
  }
  const { train, dev } = rows;
  const limits = {
    ...(train !== undefined && { trainRows: train }),
    ...(dev !== undefined && { devRows: dev }),
  };
  const { hash, splits } = await loadTask(task, toGlueSource(spec.data), limits);
  return { hash, numTrain: splits.train.length };
}

/** Data sets have no option for it: they read the variable that users of the hub set. */
async function withoutDownloads(action: () => Promise<void>): Promise<void> {
  const before = process.env['HF_HUB_OFFLINE'];
  process.env['HF_HUB_OFFLINE'] = '1';
  try {
    await action();
  } finally {
    if (before === undefined) delete process.env['HF_HUB_OFFLINE'];
    else process.env['HF_HUB_OFFLINE'] = before;
  }
}
