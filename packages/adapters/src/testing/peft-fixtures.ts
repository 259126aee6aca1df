import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { Dropout, type Tensor, tf } from '@lamella/engine';
import { readSafetensors, type SafetensorsFile, toFloat32, toInt32 } from '@lamella/files';
import { loadModel, type Model, type ModelInputs } from '@lamella/models';

/** Families of the stored references. */
export type PeftFamily =
  'roberta' | 'bert' | 'deberta' | 'llama' | 'mistral' | 'gemma' | 'qwen2' | 'modernbert';

/** A base model with what PEFT and PyTorch make of it. */
export interface PeftFixture {
  readonly folder: string;
  readonly head: 'classification' | 'causal-lm';
  /** The folder of an adapter that PEFT saved. */
  readonly adapter: string;
  readonly inputs: ModelInputs;
  /** The folder of another adapter that PEFT saved after training, such as `dora`. */
  adapterOf(name: string): string;
  loadBase(): Model;
  /** A tensor of the training runs; caller disposes. */
  read(name: string): Tensor;
}

/** The reference of a model and its adapters after eight training steps. */
export function openPeft(family: PeftFamily): PeftFixture {
  const folder = join(workspaceRoot(), 'fixtures', family);
  const reference = readSafetensors(join(folder, 'reference.safetensors'));
  const train = readSafetensors(join(folder, 'train.safetensors'));
  const ids = (name: string): Tensor => readTensor(reference, name);
  const types = reference.tensors.has('token_type_ids') && { tokenTypeIds: ids('token_type_ids') };
  const head = ['roberta', 'bert', 'deberta', 'modernbert'].includes(family) ? 'classification' : 'causal-lm';
  return {
    folder,
    head,
    adapter: join(folder, 'lora_adapter'),
    adapterOf: (name) => join(folder, `${name}_adapter`),
    inputs: { inputIds: ids('input_ids'), attentionMask: ids('attention_mask'), ...types },
    loadBase: () => loadModel(folder, { head }),
    read: (name) => readTensor(train, name),
  };
}

/** A model's logits, without dropout. */
export function logitsOf(model: Model, inputs: ModelInputs): Float32Array {
  return tf.tidy(() => model.forward(inputs, new Dropout()).logits.dataSync<'float32'>());
}

/**
 * The logits that the stored reference has: of a classifier, or of a language model at the position that the number of
 * real tokens tells, which in a row padded on the left is not its last token. Caller disposes.
 */
export function referenceLogits(model: Model, inputs: ModelInputs): Tensor {
  return tf.tidy(() => logitsAt(tf.sub(tf.sum(inputs.attentionMask, 1), 1).toInt(), model, inputs));
}

/** The logits of a classifier, or of a language model at each row's last real token. Caller disposes. */
export function lastLogits(model: Model, inputs: ModelInputs): Tensor {
  return tf.tidy(() => {
    const positions = tf.range(0, inputs.attentionMask.shape[1] ?? 0, 1, 'int32');
    return logitsAt(tf.max(tf.mul(inputs.attentionMask, positions), 1), model, inputs);
  });
}

/** @param positions [B] */
function logitsAt(positions: Tensor, model: Model, inputs: ModelInputs): Tensor {
  const { logits } = model.forward(inputs, new Dropout());
  if (logits.shape.length === 2) return logits;
  const isThere = tf.oneHot(positions, logits.shape[1] ?? 0); // [B, T]
  return tf.sum(tf.mul(logits, tf.expandDims(isThere, 2)), 1);
}

function readTensor(file: SafetensorsFile, name: string): Tensor {
  const stored = file.read(name);
  const isFloat = stored.dtype === 'float32';
  const values = isFloat ? toFloat32(stored) : toInt32(stored);
  return tf.tensor(values, [...stored.shape], isFloat ? 'float32' : 'int32');
}
