import type { AdaptedModel } from '@lamella/adapters';
import { warn } from '@lamella/core';
import type { Model } from '@lamella/models';

/** Warns of modules that the checkpoint lacks and the training leaves as they were drawn: a pooler, say. */
export function warnOfUntrained(
  { newWeights = [] }: Pick<Model, 'newWeights'>,
  { trainable }: Pick<AdaptedModel, 'trainable'>,
): void {
  const untrained = newWeights.filter((name) => !trainable.some((parameter) => parameter.name === name));
  if (untrained.length === 0) return;
  const modules = [...new Set(untrained.map((name) => name.slice(0, name.lastIndexOf('.'))))];
  warn(
    `The checkpoint lacks ${modules.join(', ')}: drawn at random, and not trained. training.newModules: trained trains what is lacking with the head.`,
  );
}
