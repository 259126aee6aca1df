import type { AdapterConfig } from '@lamella/adapters';
import { importanceOf, selectLayers } from '@lamella/metrics/selection';
import type { TaskKind } from '@lamella/training';
import type { ResolvedTrial } from '@lamella/spec';
import type { Config } from '@lamella/models/families';
import { numOutputs, taskKind } from '@lamella/tasks';
import { blankBatch } from './blank-batch.ts';
import type { StepShape } from './record-step.ts';

/** A trial's training step on its longest batches. */
export interface TrialStep {
  readonly step: StepShape;
  /** Which layers are adapted is measured first, and the step is that of the lowest ones, which take longest. */
  readonly isAtMost: boolean;
}

/**
 * The shape of a trial's training step, or undefined if it trains nothing.
 *
 * @param numClasses of a user's own table, as far as its rows have been read
 */
export function trialStep(trial: ResolvedTrial, config: Config, numClasses?: number): TrialStep | undefined {
  if (trial.tuning === 'none') return undefined;
  const { batchSize, maxLength, accumulation, precision, dropout, maxGradNorm, weightDecay } = trial.training;
  const { gradientCheckpointing = false } = trial.training;
  const { kind, ...head } = headOfTask(trial, numClasses);
  return {
    step: {
      config,
      kind,
      ...head,
      adapter: adapterOf(trial),
      batch: blankBatch(config, { size: batchSize, length: maxLength, kind }),
      microBatches: accumulation.steps,
      precision: precision ?? 'float32',
      quantization: trial.quantization,
      hasDropout: dropout === 'model',
      gradientCheckpointing,
      maxGradNorm: maxGradNorm === 'none' ? 0 : maxGradNorm,
      weightDecay,
    },
    isAtMost: isMeasured(trial),
  };
}

function headOfTask(
  { task }: ResolvedTrial,
  numClasses: number | undefined,
): Pick<StepShape, 'head' | 'numLabels'> & { kind: TaskKind } {
  const kind = taskKind(task);
  if (kind === 'text') return { kind: 'causal-lm', head: 'causal-lm' };
  return { kind, head: 'classification', numLabels: numOutputs(task, numClasses) };
}

function isMeasured({ importance }: ResolvedTrial): boolean {
  return importance !== null;
}

function adapterOf({ tuning, selection, adapter, numLayers, seed }: ResolvedTrial): AdapterConfig {
  if (tuning !== 'lora') return { kind: tuning === 'full' ? 'full' : 'head' };
  return { kind: 'lora', layers: likelyLayers(selection, numLayers), ...adapter, seed };
}

function likelyLayers(
  selection: NonNullable<ResolvedTrial['selection']>,
  numLayers: number,
): readonly number[] {
  if ('count' in selection && importanceOf(selection.method) !== undefined)
    return Array.from({ length: selection.count }, (_, layer) => layer);
  return selectLayers({ ...selection, numLayers }).layers;
}
