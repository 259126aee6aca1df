import { UserError } from '@lamella/core';
import { findModel } from '../inputs/model-info.ts';
import { formatModelPlan, planModel } from '../plan/describe-model.ts';
import { readModelShape } from '../plan/model-shape.ts';

/** What `lamella plan` is asked for without a spec. */
export interface PlanModelOptions {
  readonly model?: string;
  readonly rank?: number;
  readonly targets?: readonly string[];
  readonly json?: boolean;
}

/** Shows a model's size and LoRA's trainable parameters for every number of layers, from its config.json alone. */
export async function run({ model, rank = 8, targets, json }: PlanModelOptions): Promise<number> {
  if (model === undefined)
    throw new UserError('Expected a spec, or --model with a model to plan for, found neither.', {
      exitCode: 2,
    });
  const { config } = await findModel(model, { download: false });
  const plan = planModel(readModelShape(config), { rank, ...(targets && { targets }) });
  console.log(json === true ? JSON.stringify(plan, null, 2) : formatModelPlan(model, plan));
  return 0;
}
