import { existsSync } from 'node:fs';
import { isEmbeddedModel } from '@lamella/models/embedded';
import type { ModelSource } from '@lamella/spec';

/** A base model as PEFT finds it from anywhere on the machine. */
export interface BaseModel {
  /** A hub id, or the absolute path of a folder. */
  readonly name: string;
  /** The commit of a model of the hub. */
  readonly revision?: string;
}

/**
 * The base model of a spec's trials: the hub's id with the commit that was read, or the folder.
 *
 * @param folder where the model was found, an absolute path
 */
export function baseModelOf(source: ModelSource, folder: string): BaseModel {
  const isFolder = typeof source === 'string' && (isEmbeddedModel(source) || existsSync(source));
  if (isFolder) return { name: folder };
  const { id, revision } = typeof source === 'string' ? { id: source, revision: undefined } : source;
  const commit = /[/\\]snapshots[/\\]([0-9a-f]{40})$/.exec(folder)?.[1] ?? revision;
  return { name: id, ...(commit !== undefined && { revision: commit }) };
}
