import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { Dropout, type Tensor, tf } from '@lamella/core/engine';
import { readSafetensors, type SafetensorsFile, toFloat32, toInt32 } from '@lamella/files';
import { loadModel, type Model, type ModelInputs } from '@lamella/models';

/** A base model with what PEFT and PyTorch make of it. */
export interface PeftFixture {
  readonly folder: string;
  /** The folder of an adapter that PEFT saved. */
  readonly adapter: string;
  readonly inputs: ModelInputs;
  loadBase(): Model;
  /** A tensor of the training runs; caller disposes. */
  read(name: string): Tensor;
}

/** The reference of an encoder and its adapter after eight training steps. */
export function openPeft(family: 'roberta' | 'bert'): PeftFixture {
  const folder = join(workspaceRoot(), 'fixtures', family);
  const reference = readSafetensors(join(folder, 'reference.safetensors'));
  const train = readSafetensors(join(folder, 'train.safetensors'));
  const ids = (name: string): Tensor => readTensor(reference, name);
  const types = reference.tensors.has('token_type_ids') && { tokenTypeIds: ids('token_type_ids') };
  return {
    folder,
    adapter: join(folder, 'lora_adapter'),
    inputs: { inputIds: ids('input_ids'), attentionMask: ids('attention_mask'), ...types },
    loadBase: () => loadModel(folder, { head: 'classification' }),
    read: (name) => readTensor(train, name),
  };
}

/** A model's logits, without dropout. */
export function logitsOf(model: Model, inputs: ModelInputs): Float32Array {
  return tf.tidy(() => model.forward(inputs, new Dropout()).logits.dataSync<'float32'>());
}

function readTensor(file: SafetensorsFile, name: string): Tensor {
  const stored = file.read(name);
  const isFloat = stored.dtype === 'float32';
  const values = isFloat ? toFloat32(stored) : toInt32(stored);
  return tf.tensor(values, [...stored.shape], isFloat ? 'float32' : 'int32');
}
