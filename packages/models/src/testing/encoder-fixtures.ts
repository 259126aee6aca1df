import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workspaceRoot } from '@lamella/core';
import { type Tensor, tf } from '@lamella/engine';
import { readSafetensors, type SafetensorsFile, toFloat32, toInt32 } from '@lamella/files';
import type { ModelInputs } from '../model.ts';

/** Reference values of an encoder. */
export interface EncoderFixture {
  readonly folder: string;
  readonly inputs: Omit<ModelInputs, 'packing' | 'lowerLayers'>;
  /** A stored tensor; caller disposes. */
  read(name: string): Tensor;
}

/** A classifier with the hidden states of PyTorch and transformers. */
export function openEncoder(name: 'roberta' | 'bert' | 'modernbert'): EncoderFixture {
  return openFixture(join(workspaceRoot(), 'fixtures', name));
}

/** A masked language model, stored in 16 bits, with the logits of PyTorch and transformers. */
export function openMaskedLm(name: 'roberta' | 'bert'): EncoderFixture {
  return openFixture(fileURLToPath(new URL(`../../fixtures/masked-lm/${name}`, import.meta.url)));
}

function openFixture(folder: string): EncoderFixture {
  const file = readSafetensors(join(folder, 'reference.safetensors'));
  const read = (name: string): Tensor => readTensor(file, name);
  const inputs = { inputIds: read('input_ids'), attentionMask: read('attention_mask') };
  const hasTypes = file.tensors.has('token_type_ids');
  return { folder, read, inputs: hasTypes ? { ...inputs, tokenTypeIds: read('token_type_ids') } : inputs };
}

function readTensor(file: SafetensorsFile, name: string): Tensor {
  const stored = file.read(name);
  const isFloat = stored.dtype === 'float32';
  const values = isFloat ? toFloat32(stored) : toInt32(stored);
  return tf.tensor(values, [...stored.shape], isFloat ? 'float32' : 'int32');
}
