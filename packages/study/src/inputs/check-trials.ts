import { UserError } from '@lamella/core';
import { familyNamed } from '@lamella/models/families';
import { countTrialParameters, type ModelInfo, readModelShape } from '@lamella/planning';
import { aboutSetting, modelLabel, type ModelSource, type ResolvedTrial, settingPaths } from '@lamella/spec';
import { isTextTask } from '@lamella/tasks';

/**
 * Finds what a model can't do before the first trial starts, and not once in every trial, from its config.json alone: a head for
 * the task, target modules, gradient checkpointing.
 *
 * @throws UserError (exit code 2) for the first trial that doesn't fit its model
 */
export function checkTrials(
  trials: readonly ResolvedTrial[],
  modelOf: (model: ModelSource) => Pick<ModelInfo, 'config'>,
): void {
  for (const trial of trials) {
    const { config } = modelOf(trial.model);
    checkHead(trial, config);
    checkCheckpointing(trial, config);
    checkModules(trial, config);
  }
}

/** Target modules, and the patterns of them. */
function checkModules(trial: ResolvedTrial, config: ModelInfo['config']): void {
  const shape = readModelShape(config);
  const count = (one: ResolvedTrial): unknown => countTrialParameters(one, shape, { numLabels: 1 });
  if (trial.tuning !== 'lora') return void count(trial);
  const { rankPattern, alphaPattern, ...plain } = trial.adapter as Record<string, unknown>;
  const withoutPatterns = { ...trial, adapter: plain as typeof trial.adapter };
  aboutSetting(settingPaths('adapter', 'targets', trial), () => count(withoutPatterns));
  if (rankPattern === undefined && alphaPattern === undefined) return;
  const paths = ['rankPattern', 'alphaPattern'].flatMap((key) => settingPaths('adapter', key, trial));
  aboutSetting(paths, () => count(trial));
}

function checkHead({ task, model }: ResolvedTrial, config: ModelInfo['config']): void {
  const { name, architectures } = familyNamed(String(config['model_type']));
  const head = isTextTask(task) ? 'causal-lm' : 'classification';
  if (architectures[head] !== undefined) return;
  const wanted = isTextTask(task)
    ? 'a decoder, which can write answers,'
    : 'an encoder, which can be given a classifier,';
  throw new UserError(
    `Expected ${wanted} for ${task}, got ${modelLabel(model)}, whose architecture is ${name}.`,
    { exitCode: 2 },
  );
}

function checkCheckpointing({ model, training }: ResolvedTrial, config: ModelInfo['config']): void {
  const { name, canRecompute = true } = familyNamed(String(config['model_type']));
  if (canRecompute || training.gradientCheckpointing !== true) return;
  throw new UserError(
    `Expected training.gradientCheckpointing to be left out with ${modelLabel(model)}, got true: the layers of ${name} can't be run again in the backward pass.`,
    { exitCode: 2 },
  );
}
