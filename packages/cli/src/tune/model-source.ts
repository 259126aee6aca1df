import { existsSync } from 'node:fs';
import { UserError } from '@lamella/core';
import { isEmbeddedModel } from '@lamella/models/embedded';
import type { ModelSource } from '@lamella/spec';
import type { TuneRequest } from './tune-request.ts';

/**
 * The model as a spec names it: an embedded one or a hub id by its name, a folder by a path.
 *
 * @returns a function of how paths are written
 * @throws UserError (exit code 2) for a revision of what is not on the hub
 */
export function modelSource({
  model,
  revision,
}: Pick<TuneRequest, 'model' | 'revision'>): (toPath: (path: string) => string) => ModelSource {
  const isFolder = !isEmbeddedModel(model) && (existsSync(model) || /^\.{0,2}[/\\]/.test(model));
  if (revision === undefined) return (toPath) => (isFolder ? toPath(model) : model);
  if (isFolder || isEmbeddedModel(model))
    throw new UserError(`Expected --revision with a model of the hub alone, got one with ${model}.`, {
      exitCode: 2,
    });
  return () => ({ id: model, revision });
}
