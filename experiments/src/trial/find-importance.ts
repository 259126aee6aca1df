import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hashJson } from '@lamella/core';
import { readJsonFile, writeFileAtomically } from '@lamella/files';
import type { ResolvedTrial } from '../sweep/trial.ts';
import { type Importance, measureImportance } from './measure-importance.ts';
import type { TrialContext } from './trial-outcome.ts';
import type { TrialTask } from './trial-task.ts';

/** Values of importance as they are kept, with what they depend on. */
export interface StoredImportance extends Importance {
  readonly model: string;
  readonly task: string;
  readonly settings: object;
  readonly hashes: { readonly model: string; readonly data: string };
}

/** What is ready when importance is asked for. */
export interface PreparedTrial {
  readonly folder: string;
  readonly task: TrialTask;
  readonly hashes: { readonly model: string; readonly data: string };
}

/**
 * The importance that a trial selects by: read from its file, or measured and kept in one. The file's name is a hash of everything
 * that the values depend on (model, data, samples, method and its options), so that every N, rank and seed shares it.
 *
 * @returns the values and the file's name; undefined if the selection needs none
 */
export async function findImportance(
  trial: ResolvedTrial,
  { importanceFolder, onProgress }: TrialContext,
  { folder, task, hashes }: PreparedTrial,
): Promise<(StoredImportance & { readonly file: string }) | undefined> {
  const settings = trial.importance;
  if (settings === null) return undefined;
  const file = `${trial.task}-${settings.method}-${hashJson({ hashes, task: trial.task, settings, numLabels: task.numLabels }).slice(0, 16)}.json`;
  const path = join(importanceFolder, file);
  if (existsSync(path)) return { ...(readJsonFile(path) as StoredImportance), file };
  const importance = measureImportance(settings, {
    modelFolder: folder,
    numLabels: task.numLabels,
    kind: task.kind,
    examples: await task.encodeForImportance(settings.maxLength),
    padId: task.padId,
    onBatch: (step) => onProgress({ phase: 'importance', step }),
  });
  const model = typeof trial.model === 'string' ? trial.model : trial.model.id;
  const stored: StoredImportance = { ...importance, model, task: trial.task, settings, hashes };
  await writeFileAtomically(path, `${JSON.stringify(stored, null, 2)}\n`);
  return { ...stored, file };
}
