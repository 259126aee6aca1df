import { UserError } from '@lamella/core';
import type { Parameter } from '@lamella/engine';
import { type Model, toNewerName } from '@lamella/models';

/**
 * The weights of modules that are trained in full beside an adapter, by PEFT's rule: those of every module whose path ends
 * with one of the names, as our models have it or as newer releases of transformers do. Names without a module count for
 * nothing, as in PEFT.
 *
 * @throws {UserError} for embeddings that a language model's output shares: training one would part them
 */
export function savedParameters(model: Model, names: readonly string[]): Parameter[] {
  const isSaved = (weight: string): boolean =>
    [weight, toNewerName(model, weight)].some((path) =>
      modulesOf(path).some((module) => names.some((name) => module.endsWith(name))),
    );
  const saved = [...model.parameters.values()].filter(({ name }) => isSaved(name));
  const shared = saved.find(
    ({ name }) => isTied(model) && /\b(embed_tokens|word_embeddings)\.weight$/.test(name),
  );
  if (shared !== undefined)
    throw new UserError(
      `Expected modules_to_save of weights of their own, got ${shared.name}, which the ${model.family} model's output shares: that is not supported.`,
    );
  return saved;
}

/** The paths of the modules that a weight is in. */
function modulesOf(weight: string): string[] {
  const parts = weight.split('.');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('.'));
}

/** Whether a language model's output has the weight of its embeddings. */
function isTied({ headKind, parameters }: Model): boolean {
  if (headKind === 'classification') return false;
  return ![...parameters.keys()].some((name) => name.endsWith('lm_head.weight'));
}
