import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { isRecord, readJsonFile } from '@lamella/files';
import type { HeadKind } from '@lamella/models';
import { readTask, type TaskNote } from '../notes/task-note.ts';
import { openFile } from './open-weights.ts';

/** A folder's adapter, as far as it is known before its base is loaded. */
export interface AdapterDescription {
  /** The base model's folder or hub id; undefined if the file names none. */
  readonly base: string | undefined;
  /** The commit, branch or tag of a base of the hub. */
  readonly revision: string | undefined;
  readonly head: HeadKind;
  /** Outputs of the head that was trained; of classifiers whose head is in the folder. */
  readonly numLabels: number | undefined;
  /** Its task, if Lamella has written the folder. */
  readonly task: TaskNote | undefined;
}

const HEADS: Readonly<Record<string, HeadKind>> = { SEQ_CLS: 'classification', CAUSAL_LM: 'causal-lm' };

/** The output layer of a classifier's head: alone, or the last of a head of two. */
const OUTPUT_WEIGHT = /\.(classifier|score)(\.out_proj)?\.weight$/;

/**
 * Describes the needs of an adapter: its base, the head and how many labels that has.
 *
 * @throws {UserError} if the folder is no adapter's, or its task is another than classification and language modelling
 */
export function describeAdapter(folder: string): AdapterDescription {
  const where = join(folder, 'adapter_config.json');
  if (!existsSync(where))
    throw new UserError(`Expected an adapter in ${folder}: no adapter_config.json there.`, { exitCode: 2 });
  const source = readJsonFile(where);
  const fields = isRecord(source) ? source : {};
  const { task_type: task, base_model_name_or_path: base, revision } = fields;
  const head = Object.hasOwn(HEADS, String(task)) ? HEADS[String(task)] : undefined;
  if (head === undefined)
    throw new UserError(
      `Expected "task_type" in ${where} to be one of ${Object.keys(HEADS).join(', ')}, got ${JSON.stringify(task) ?? 'nothing'}.`,
    );
  return {
    base: typeof base === 'string' && base !== '' ? base : undefined,
    revision: typeof revision === 'string' ? revision : undefined,
    head,
    numLabels: head === 'classification' ? countLabels(folder) : undefined,
    task: readTask(folder),
  };
}

function countLabels(folder: string): number | undefined {
  const file = openFile(folder);
  try {
    const [, output] = [...file.tensors].find(([name]) => OUTPUT_WEIGHT.test(name)) ?? [];
    return output?.shape[0];
  } finally {
    file.close();
  }
}
