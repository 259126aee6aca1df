import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveModelFolder } from '@lamella/models';
import { type ExperimentSpec, expandSweep } from '@lamella/spec';
import { loadTrialTask } from '@lamella/study/trial';

/** The training data as the model reads it. */
export interface DataTraits {
  readonly numExamples: number;
  /** Classes of a classification. */
  readonly numClasses: number;
  /** Tokens of each training text, special tokens counted. */
  readonly lengths: readonly number[];
}

/**
 * Reads the training data of a spec's first trial, with every check that the trial itself would make.
 *
 * @param numLayers L
 * @throws UserError for data that could not be trained on
 */
export async function inspectData(spec: ExperimentSpec, numLayers: number): Promise<DataTraits> {
  const [trial] = expandSweep(spec, numLayers);
  if (trial === undefined) throw new Error('Expected a trial in the spec, got none');
  const scratch = await mkdtemp(join(tmpdir(), 'lamella-tune-'));
  try {
    const task = await loadTrialTask(trial, await resolveModelFolder(trial.model), {
      importanceFolder: scratch,
      trialFolder: scratch,
      logFolder: scratch,
      findJudge: () => Promise.reject(new Error('Expected a task whose answers are texts, got programs')),
      onProgress: () => undefined,
    });
    const { train, numLabels } = task;
    return { numExamples: train.length, numClasses: numLabels, lengths: train.map(({ ids }) => ids.length) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
