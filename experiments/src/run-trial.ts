import { adaptModel, type AdapterConfig, countParameters } from '@lamella/adapters';
import { peakMemoryBytes, resetPeakMemory } from '@lamella/core';
import { engineVersions, releaseFreeMemory } from '@lamella/core/engine';
import { selectLayers } from '@lamella/metrics';
import { loadModel, resolveModelFolder } from '@lamella/models';
import {
  Predictor,
  train,
  type TrainingResult,
  type TrainingRun,
  type TrainingSettings,
} from '@lamella/training';
import type { ResolvedTrial } from './sweep/trial.ts';
import { evaluate, type Evaluation } from './trial/evaluate.ts';
import { findImportance } from './trial/find-importance.ts';
import { hashModel } from './trial/model-hash.ts';
import { loadTrialData } from './trial/trial-data.ts';
import type { TrialContext, TrialOutcome, TrialRunner, TrialSelection } from './trial/trial-outcome.ts';

/**
 * One trial, from its settings to its result: data and model, importance, selected layers, adapted model, training,
 * evaluation. Every method is this function with other settings.
 */
export const runTrial: TrialRunner = async (trial, context) => {
  context.onProgress({ phase: 'loading' });
  startMeasuringMemory();

  // 1 data + model
  const folder = await resolveModelFolder(trial.model);
  const data = await loadTrialData(trial, folder);
  const { info } = data.task;
  const numLabels = info.kind === 'regression' ? 1 : info.labels.length;
  const hashes = { model: await hashModel(folder), data: data.task.hash };

  // 2 importance -> 3 selected layers
  const selection = await select(trial, context, { folder, data, numLabels, hashes });

  // 4 adapted model
  const model = loadModel(folder, { head: 'classification', numLabels, seed: trial.seed });
  const adapted = adaptModel(model, toAdapterConfig(trial, selection));
  const predictor = new Predictor(model, { padId: data.padId });
  const score = (): Evaluation => evaluate(predictor, data, trial.training.evaluationBatchSize);
  try {
    // 5 training, with an evaluation after every epoch
    const run = {
      model,
      trainable: adapted.trainable,
      kind: info.kind,
      examples: data.train,
      padId: data.padId,
    };
    const onStep = showSteps(context);
    const trained = train({ ...run, evaluate: score, onStep }, toTrainingSettings(trial));

    // 6 evaluation of the weights that count -> result
    context.onProgress({ phase: 'evaluation' });
    const { primary, metrics, predictions } = score();
    return {
      selection,
      parameters: countParameters(model, adapted),
      metrics: { primary: { name: info.metric, value: primary }, final: metrics, epochs: trained.epochs },
      predictions,
      cost: toCost(trained),
      hashes,
      versions: engineVersions(),
    };
  } finally {
    predictor.dispose();
    adapted.remove();
    model.dispose();
  }
};

/** What trials before in this worker have freed is not this trial's. */
function startMeasuringMemory(): void {
  releaseFreeMemory();
  resetPeakMemory();
}

function showSteps({ onProgress }: TrialContext): NonNullable<TrainingRun['onStep']> {
  return ({ step, totalSteps, epoch, loss }) =>
    onProgress({ phase: 'training', step, steps: totalSteps, epoch, loss });
}

function toCost({ numSteps, secondsPerStep, trainSeconds }: TrainingResult): TrialOutcome['cost'] {
  return { steps: numSteps, secondsPerStep, trainSeconds, peakMemoryBytes: peakMemoryBytes() };
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
  const selected = selectLayers({
    ...selection,
    numLayers,
    ...(importance && { scores: importance.values }),
  });
  return { ...selected, scores: selected.scores ?? null, importanceFile: importance?.file ?? null };
}

function toAdapterConfig(trial: ResolvedTrial, { layers }: TrialSelection): AdapterConfig {
  if (trial.tuning !== 'lora') return { kind: trial.tuning };
  return { kind: 'lora', layers, ...trial.adapter, seed: trial.seed };
}

function toTrainingSettings({ training, seed }: ResolvedTrial): TrainingSettings {
  const { adam, weightDecay, maxGradNorm, dropout } = training;
  return {
    ...training,
    adamw: { ...adam, weightDecay },
    maxGradNorm: maxGradNorm === 'none' ? 0 : maxGradNorm,
    hasDropout: dropout === 'model',
    seed,
  };
}
