import { adaptModel, countParameters } from '@lamella/adapters';
import { resetPeakMemory } from '@lamella/core';
import { engineVersions, releaseFreeMemory } from '@lamella/engine';
import { loadModel, type LoadModelOptions, type Model } from '@lamella/models';
import { toAdapterConfig } from './adapter-config.ts';
import { keepAdapter, keepTrial } from './keep-trial.ts';
import { trialKey } from '../results/trial-key.ts';
import type { ResolvedTrial } from '@lamella/spec';
import { findImportance } from './find-importance.ts';
import { keptWeights } from './kept-inputs.ts';
import { keepTraining, restoreTraining } from './kept-training.ts';
import { findTaskSource, prepareTrial, type TaskSource } from './prepare-trial.ts';
import { selectWithCertainty } from './select-with-certainty.ts';
import { tellLimits } from './tell-limits.ts';
import { trialPrefixes } from './trial-prefixes.ts';
import { type ReadyTrial, trainingKey, trainTrial } from './train-trial.ts';
import type { KeptTraining } from './training-files.ts';
import type { TrialContext, TrialRunner, TrialSelection } from './trial-outcome.ts';
import { headForTask } from './trial-task.ts';
import { warnOfUntrained } from './warn-of-untrained.ts';

/**
 * One trial, from its settings to its result: data and model, importance, selected layers, adapted model, training,
 * evaluation. Every method on every task is this function with other settings.
 */
export const runTrial: TrialRunner = async (trial, context) => {
  context.onProgress({ phase: 'loading' });
  const source = await findTaskSource(trial);
  startMeasuringMemory(trial, context, source);

  // 1 data + model
  const prepared = await prepareTrial(trial, context, source);
  const { folder, task, hashes } = prepared;
  await tellLimits(trial, prepared, context);

  // 2 importance -> 3 selected layers
  const selection = await select(trial, context, prepared);

  // 4 adapted model
  const model = loadTrialModel(trial, context, prepared);
  const adapted = adaptModel(model, toAdapterConfig(trial, selection, model));
  // It would be held twice.
  context.kept?.weights.forget(adapted.trainable.map(({ name }) => name));
  warnOfUntrained(model, adapted);
  const prefixes = trialPrefixes(trial, prepared, { model, adapted });
  const evaluator = task.evaluator(model, prefixes);
  try {
    // 5 training, which a trial that was stopped after it doesn't repeat
    const key = trialKey(trial, hashes);
    const ready = { trial, folder, task, model, adapted, selection, prefixes };
    const trained = await trainOnce({ ...ready, context, evaluator, key });

    // 6 evaluation of the weights that count -> result
    context.onProgress({ phase: 'evaluation' });
    const weights = { areOfLastEpoch: trial.training.checkpoint === 'last' };
    const evaluation = await evaluator.evaluate(weights);
    const { name, primary, metrics, predictions, groups = [], ...more } = evaluation;

    // 7 the weights themselves
    const kept = await keepTrial(ready, context, { name, metrics, ...more });
    return {
      selection,
      ...(task.rows && { data: task.rows }),
      parameters: countParameters(model, adapted),
      metrics: { primary: { name, value: primary }, final: metrics, epochs: trained.epochs },
      ...{ predictions, ...more },
      ...(task.isAnsweredByText && { groups, losses: trained.losses }),
      ...(trained.stopped && { stopped: trained.stopped }),
      ...(kept && { kept }),
      ...{ cost: trained.cost, hashes, versions: engineVersions() },
    };
  } finally {
    for (const owner of [evaluator, prefixes]) owner.dispose();
    adapted.remove();
    model.dispose();
  }
};

/** The model as it is before adapters, with the head of its task. */
function loadTrialModel(
  trial: ResolvedTrial,
  context: TrialContext,
  { folder, task, hashes }: Prepared,
): Model {
  const kept = keptWeights(context, hashes);
  return loadModel(folder, { ...headForTask(task), seed: trial.seed, ...heldAs(trial), kept });
}

/** How a trial's model is held while it is frozen. */
function heldAs({
  training,
  quantization,
}: ResolvedTrial): Pick<LoadModelOptions, 'weights' | 'quantization'> {
  return { weights: training.precision ?? 'float32', quantization };
}

/** Gives back what earlier trials in this worker have left, but what this one shares, so that it is not counted as this one's. */
function startMeasuringMemory(trial: ResolvedTrial, { kept }: TrialContext, source: TaskSource): void {
  kept?.makeRoomFor(source, { hash: source.model, ...heldAs(trial) });
  releaseFreeMemory();
  resetPeakMemory();
}

/** Trains; where answers are written afterwards, which takes long, the training is kept before that, and found again. */
async function trainOnce(ready: ReadyTrial): Promise<KeptTraining> {
  const { context, task, adapted } = ready;
  const key = trainingKey(ready);
  if (!task.isAnsweredByText) return trainTrial(ready);
  const place = { folder: context.trialFolder, adapterFolder: context.keeping?.folder, key };
  const kept = await restoreTraining(place, adapted.trainable);
  if (kept !== undefined) return kept;
  const trained = await trainTrial(ready);
  await keepTraining(place, trained, { adapted, writeAdapter: (to) => keepAdapter(to, ready) });
  return trained;
}

type Prepared = Parameters<typeof findImportance>[2];

async function select(
  trial: ResolvedTrial,
  context: TrialContext,
  prepared: Prepared,
): Promise<TrialSelection> {
  const { selection, numLayers } = trial;
  if (selection === null) {
    const layers = trial.tuning === 'full' ? Array.from({ length: numLayers }, (_, l) => l) : [];
    const oneHot = (trial.tuning === 'full' ? '1' : '0').repeat(numLayers);
    return { method: trial.tuning, layers, scores: null, oneHot, importanceFile: null };
  }
  const importance = await findImportance(trial, context, prepared);
  return selectWithCertainty(selection, { numLayers, importance });
}
