import { UserError } from '@lamella/core';
import {
  findModel,
  formatMebibytes,
  formatModelPlan,
  formatSeconds,
  planModel,
  readModelShape,
} from '@lamella/planning';
import type { ModelCost, ModelCostOptions, PlannedModel } from '@lamella/planning/cost';

/** Options of `lamella plan` without a spec. */
export interface PlanModelOptions extends Partial<ModelCostOptions> {
  readonly model?: string;
  readonly json?: boolean;
  readonly cost?: boolean;
  readonly threads?: string;
}

/**
 * Shows a model's size and LoRA's trainable parameters for every number of layers, and what a training step would cost, from its
 * config.json alone.
 */
export async function run(options: PlanModelOptions): Promise<number> {
  const { model, rank = 8, targets, json, cost: hasCost, threads } = options;
  if (model === undefined)
    throw new UserError('Expected a spec, or --model with a model to plan for, got neither.', {
      exitCode: 2,
    });
  const { config } = await findModel(model, { download: false });
  const shape = readModelShape(config);
  const plan = planModel(shape, { rank, ...(targets && { targets }) });
  if (threads !== undefined) process.env['TF_NUM_INTRAOP_THREADS'] = threads;
  const cost =
    hasCost === true
      ? await predictCost({ config, shape }, { ...options, rank, targets: plan.targets })
      : undefined;
  if (json === true) console.log(JSON.stringify({ ...plan, ...(cost && { cost }) }, null, 2));
  else console.log([formatModelPlan(model, plan), ...(cost ? ['', formatModelCost(cost)] : [])].join('\n'));
  return 0;
}

/** Loads the engine, which the rest of a plan has no need of. */
async function predictCost(model: PlannedModel, options: ModelCostOptions): Promise<ModelCost> {
  const { modelCost } = await import('@lamella/planning/cost');
  const { costPredictor } = await import('@lamella/planning/cost');
  return modelCost(model, options, await costPredictor());
}

function formatModelCost({
  layers,
  isAtMost,
  batchSize,
  maxLength,
  precision,
  quantization,
  checkpoint,
  seconds,
  peakBytes,
}: ModelCost): string {
  return (
    `a step with LoRA in ${layers.length} layers, batch ${batchSize} × ${maxLength}, ${precision}` +
    `${quantization ? `, layers in ${quantization}` : ''}${checkpoint ? ', with checkpointing' : ''}: ` +
    `${formatSeconds(seconds)} s, ${formatMebibytes(peakBytes)} MiB${isAtMost ? ' at most' : ''}`
  );
}
