import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import type { Batch, EncodedExample } from '@lamella/datasets';
import { readJsonFile, readSafetensors, type SafetensorsFile, toFloat32, toInt32 } from '@lamella/files';

/** One pair of files of a model's reference values of PyTorch. */
export interface Reference {
  readonly folder: string;
  readonly json: unknown;
  names(prefix: string): string[];
  read(name: string): { readonly shape: readonly number[]; readonly data: Float32Array };
  /** Rows of `PREFIXinput_ids` and its like; stored as [N, T] or [M, N, T]. */
  batch(
    prefix: string,
    rows: { readonly start: number; readonly size: number; readonly length?: number },
  ): Batch;
  /** The first rows, without their padding. */
  examples(prefix: string, count: number): EncodedExample[];
}

export function openReference(family: string, name: string): Reference {
  const folder = join(workspaceRoot(), 'fixtures', family);
  const file = readSafetensors(join(folder, `${name}.safetensors`));
  return {
    folder,
    json: readJsonFile(join(folder, `${name}.json`)),
    names: (prefix) => [...file.tensors.keys()].filter((tensor) => tensor.startsWith(prefix)),
    read: (tensor) => {
      const stored = file.read(tensor);
      return { shape: stored.shape, data: toFloat32(stored) };
    },
    batch: (prefix, rows) => readBatch(file, prefix, rows),
    examples: (prefix, count) => toExamples(readBatch(file, prefix, { start: 0, size: count })),
  };
}

function toExamples(batch: Batch): EncodedExample[] {
  return Array.from(batch.exampleIds, (id, row) => {
    const start = row * batch.length;
    const numTokens = batch.attentionMask.slice(start, start + batch.length).reduce((a, b) => a + b, 0);
    const cut = (values: Int32Array): number[] => [...values.slice(start, start + numTokens)];
    return {
      id,
      ids: cut(batch.inputIds),
      typeIds: cut(batch.tokenTypeIds),
      label: batch.labels[row] ?? NaN,
      ...(batch.tokenLabels !== undefined && { tokenLabels: cut(batch.tokenLabels) }),
    };
  });
}

function readBatch(
  file: SafetensorsFile,
  prefix: string,
  { start, size, length }: { readonly start: number; readonly size: number; readonly length?: number },
): Batch {
  const { shape } = file.read(`${prefix}input_ids`);
  const width = shape.at(-1) ?? 0;
  const kept = length ?? width;
  const cut = (name: string): Int32Array => {
    const values = toInt32(file.read(prefix + name));
    return Int32Array.from({ length: size * kept }, (_, i) => {
      const row = start + Math.floor(i / kept);
      return values[row * width + (i % kept)] ?? NaN;
    });
  };
  const labels = file.read(`${prefix}labels`);
  const isPerToken = labels.shape.length === shape.length;
  const ofExamples = labels.dtype === 'float32' ? toFloat32(labels) : Float32Array.from(toInt32(labels));
  return {
    size,
    length: kept,
    inputIds: cut('input_ids'),
    attentionMask: cut('attention_mask'),
    tokenTypeIds: file.tensors.has(`${prefix}token_type_ids`)
      ? cut('token_type_ids')
      : new Int32Array(size * kept),
    labels: isPerToken ? new Float32Array(size) : ofExamples.slice(start, start + size),
    ...(isPerToken && { tokenLabels: cut('labels') }),
    weights: new Float32Array(size).fill(1),
    exampleIds: Int32Array.from({ length: size }, (_, i) => start + i),
  };
}
