import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type AdaptedModel, type AdapterDescription, describeAdapter, loadAdapter } from '@lamella/adapters';
import { inOrder, readTask, type TaskNote, warnOfOtherBase } from '@lamella/adapters/notes';
import { UserError } from '@lamella/core';
import type { Quantization } from '@lamella/engine';
import { isRecord, readJsonFile } from '@lamella/files';
import { findFamily, type HeadKind } from '@lamella/models/families';
import { loadModel, type Model, type ModelReference, resolveModelFolder } from '@lamella/models';

/** The model that predicts. */
export interface ModelRequest {
  /** A folder or a hub id; with an adapter its base, which the adapter's files name unless it is given. */
  readonly model?: string;
  readonly revision?: string;
  /** A folder as Lamella or PEFT saves an adapter. */
  readonly adapter?: string;
  /** Of the matrices of the model's layers. */
  readonly quantization?: Quantization;
}

/** A model that is ready to predict, with what its outputs mean. Dispose of the model. */
export interface OpenedModel {
  readonly folder: string;
  readonly model: Model;
  /** The adapter in it, if there is one. */
  readonly adapted: AdaptedModel | undefined;
  readonly kind: TaskNote['kind'];
  /** Names of the classes, in the order of the outputs; empty for other kinds. */
  readonly labels: readonly string[];
  /** The task that it was trained for, if its files say it. */
  readonly note: TaskNote | undefined;
}

/**
 * Opens a fine-tuned model, or an adapter with its base.
 *
 * @throws {UserError} if a weight is in no file, so that it would be random
 */
export async function openModel(request: ModelRequest): Promise<OpenedModel> {
  const adapter = request.adapter === undefined ? undefined : describeAdapter(request.adapter);
  const folder = await resolveModelFolder(baseOf(request, adapter));
  const note = adapter === undefined ? readTask(folder) : adapter.task;
  const head = adapter?.head ?? headOf(folder);
  const numLabels = adapter?.numLabels;
  const { quantization } = request;
  if (adapter !== undefined) warnOfOtherBase(adapter.task, quantization);
  const model = loadModel(folder, { head, ...(numLabels !== undefined && { numLabels }), quantization });
  try {
    const adapted = request.adapter === undefined ? undefined : loadAdapter(request.adapter, model);
    const known = new Set(adapted?.trainable.map(({ name }) => name));
    refuseRandom(model.newWeights?.filter((name) => !known.has(name)) ?? [], { ...request, folder });
    const kind = note?.kind ?? kindOf(model);
    const labels = kind === 'classification' ? labelsOf(model, note) : [];
    return { folder, model, adapted, kind, labels, note };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function baseOf(
  { model, revision, adapter }: ModelRequest,
  found: AdapterDescription | undefined,
): ModelReference {
  if (model !== undefined) return revision === undefined ? model : { id: model, revision };
  if (found === undefined)
    throw new UserError('Expected --model, or --adapter with an adapter that names its base, got neither.', {
      exitCode: 2,
    });
  const { base } = found;
  if (base === undefined)
    throw new UserError(
      `Expected the base model in adapter_config.json of ${adapter} ("base_model_name_or_path"), got none. Give it by --model.`,
      { exitCode: 2 },
    );
  const pinned = revision ?? found.revision;
  return pinned === undefined || existsSync(base) ? base : { id: base, revision: pinned };
}

/** The head that a model's config.json says it has. */
function headOf(folder: string): HeadKind {
  const where = join(folder, 'config.json');
  const source = readJsonFile(where);
  const { model_type: type, architectures } = isRecord(source) ? source : {};
  const [architecture] = Array.isArray(architectures) ? (architectures as unknown[]) : [];
  const heads = Object.entries(findFamily(type)?.architectures ?? {});
  const [head] = heads.find(([, name]) => name === architecture) ?? [];
  if (head === 'classification' || head === 'causal-lm') return head;
  throw new UserError(
    `Expected a model in ${folder} that classifies or writes text ("architectures" in ${where}), got ${JSON.stringify(architectures) ?? 'none'}. ` +
      'If an adapter was trained on it, give that by --adapter.',
    { exitCode: 2 },
  );
}

function refuseRandom(
  names: readonly string[],
  { folder, adapter }: ModelRequest & { readonly folder: string },
): void {
  if (names.length === 0) return;
  const where = adapter === undefined ? folder : `${adapter} or ${folder}`;
  throw new UserError(
    `Expected all weights of the model in ${where}, got none for ${names.join(', ')}: they would be random, and so would what is predicted.`,
    { exitCode: 2 },
  );
}

function kindOf({ headKind, config }: Model): TaskNote['kind'] {
  if (headKind === 'causal-lm') return headKind;
  return config.numLabels === 1 ? 'regression' : 'classification';
}

/** The names that the task's file or the config.json gives, or transformers' names for classes without one. */
function labelsOf({ config: { numLabels, source } }: Model, note: TaskNote | undefined): readonly string[] {
  const { id2label } = source;
  const named = note?.labels ?? (isRecord(id2label) ? inOrder(id2label as Record<string, string>) : []);
  return named.length === numLabels ? named : Array.from({ length: numLabels }, (_, i) => `LABEL_${i}`);
}
