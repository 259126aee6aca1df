import {
  type EncodedExample,
  encodeExamples,
  loadTask,
  type TaskData,
  type TaskSource,
} from '@lamella/datasets';
import { loadTokenizer } from '@lamella/models';
import type { DataSource } from '../spec/experiment-spec.ts';
import type { ResolvedTrial } from '../sweep/trial.ts';

/** A task's examples as a model reads them. */
export interface TrialData {
  readonly task: TaskData;
  readonly padId: number;
  readonly train: readonly EncodedExample[];
  /** The training examples cut to another length than training's, as importance may ask for. */
  encodeTrain(maxLength: number): Promise<readonly EncodedExample[]>;
  readonly splits: ReadonlyMap<string, readonly EncodedExample[]>;
}

/** Loads a trial's task and encodes it with its model's tokeniser. */
export async function loadTrialData(trial: ResolvedTrial, modelFolder: string): Promise<TrialData> {
  const { rows, training } = trial;
  const task = await loadTask(trial.task, toTaskSource(trial.data), {
    ...(rows.train !== undefined && { trainRows: rows.train }),
    ...(rows.dev !== undefined && { devRows: rows.dev }),
  });
  const tokenizer = loadTokenizer(modelFolder);
  const { train, ...evaluated } = task.splits;
  const { maxLength } = training;
  const encodeTrain: TrialData['encodeTrain'] = (length) =>
    encodeExamples(train, tokenizer, { maxLength: length });
  const splits = new Map<string, readonly EncodedExample[]>();
  for (const [name, examples] of Object.entries(evaluated)) {
    splits.set(name, await encodeExamples(examples, tokenizer, { maxLength }));
  }
  return { task, padId: tokenizer.padId, train: await encodeTrain(maxLength), encodeTrain, splits };
}

/** The data set that a spec names, as the datasets package takes it. */
export function toTaskSource(data: DataSource): TaskSource {
  if (data.kind === 'mini-glue') return { kind: 'mini' };
  if (data.kind === 'folder') return { kind: 'folder', folder: data.path };
  return data;
}
