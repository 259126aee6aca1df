import { type AdaptedModel, isPlaced } from '@lamella/adapters';
import type { TaskNote } from '@lamella/adapters/notes';
import { openCheckpoint } from '@lamella/files';
import type { Model } from '@lamella/models';
import type { ResolvedTrial } from '@lamella/spec';
import { dataTitle } from '../inputs/labels.ts';
import type { Evaluation, TrialContext, TrialSelection } from './trial-outcome.ts';
import type { TrialTask } from './trial-task.ts';
import { baseModelOf } from '../kept/base-model.ts';
import { finishKept, keepWeights } from '../kept/keep-weights.ts';
import { type KeptRecord, recordOf } from '../kept/kept-record.ts';
import type { Told } from '../kept/notes.ts';
import { baselineOf } from '../results/baseline-of.ts';

/** A trial whose weights count now. */
export interface TrainedTrial {
  readonly trial: ResolvedTrial;
  /** The base model's. */
  readonly folder: string;
  readonly task: TrialTask;
  readonly model: Model;
  readonly adapted: AdaptedModel;
  readonly selection: TrialSelection;
}

/** Writes a trial's adapter before it is evaluated, without scores. */
export async function keepAdapter(to: string, trained: TrainedTrial): Promise<void> {
  const { model, adapted, folder: modelFolder } = trained;
  await keepWeights({ folder: to, modelFolder, model, adapted, told: toldOf(trained) });
}

/**
 * Keeps the weights of an evaluated trial, if that is wanted: adapters, and with `keep: all` the models of full fine-tuning and of
 * tuning the head alone, which has no form of its own in PEFT. Of a trial that was only scored there are none.
 *
 * @returns what is kept, for the result; undefined if nothing is
 */
export async function keepTrial(
  trained: TrainedTrial,
  { keeping }: Pick<TrialContext, 'keeping'>,
  evaluation: Pick<Evaluation, 'name' | 'metrics' | 'baselines'>,
): Promise<KeptRecord | undefined> {
  const { trial, task, model, adapted, folder: modelFolder } = trained;
  const isAdapter = isPlaced(adapted.config);
  if (keeping === undefined || keeping.keep === 'none' || trial.tuning === 'none') return undefined;
  if (!isAdapter && keeping.keep !== 'all') return undefined;
  const scores = scoresOf(trial.task, evaluation);
  const weights = { folder: keeping.folder, modelFolder, model, adapted, told: toldOf(trained, scores) };
  // What is answered by text was kept before, to go on from.
  await (isAdapter && task.isAnsweredByText ? finishKept(weights) : keepWeights(weights));
  return recordOf(weights.folder, weights.told);
}

/** All scores, beside the one that counts what an answer without a look at the example scores. */
function scoresOf(
  task: string,
  { name: primary, metrics, baselines = {} }: Pick<Evaluation, 'name' | 'metrics' | 'baselines'>,
): NonNullable<Told['scores']> {
  return Object.entries(metrics).map(([name, value]) => {
    const baseline = name === primary ? baselineOf(baselines, task, name) : undefined;
    return { name, value, ...(baseline && { baseline }) };
  });
}

function toldOf(trained: TrainedTrial, scores?: Told['scores']): Told {
  const { trial, folder, task, model, adapted, selection } = trained;
  return {
    kind: isPlaced(adapted.config) ? 'adapter' : 'model',
    trial,
    selection,
    base: baseModelOf(trial.model, folder),
    note: {
      ...noteOf(trial, task),
      ...(replacesHead(folder, model) && { replacesHead: true }),
    },
    scores,
  };
}

function noteOf(
  { task: name, data, training, quantization }: ResolvedTrial,
  { kind, labels, columns }: TrialTask,
): TaskNote {
  return {
    task: name,
    title: dataTitle(data),
    kind,
    maxLength: training.maxLength,
    ...(labels !== undefined && { labels }),
    ...(columns !== undefined && { columns }),
    ...(quantization !== undefined && { quantization }),
  };
}

/** Whether the base's checkpoint has weights of the head, and they are of another shape than the model's. */
function replacesHead(folder: string, { headKind, newWeights = [] }: Model): boolean {
  if (headKind !== 'classification') return false;
  const checkpoint = openCheckpoint(folder);
  try {
    const stored = new Set(checkpoint.names());
    return newWeights.some((name) => stored.has(name));
  } finally {
    checkpoint.close();
  }
}
