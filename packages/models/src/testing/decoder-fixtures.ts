import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { type Tensor, tf } from '@lamella/engine';
import { readJsonFile, readSafetensors, toFloat32, toInt32 } from '@lamella/files';
import type { ModelInputs } from '../model.ts';

/** The decoders with reference values of PyTorch and transformers. */
export const DECODERS = ['llama', 'llama3', 'mistral', 'gemma', 'qwen2'] as const;

/** Reference values of one decoder. */
export interface DecoderFixture {
  readonly folder: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** [B, T]; caller disposes */
  readonly inputs: Omit<ModelInputs, 'packing' | 'lowerLayers'>;
  /** A stored tensor; caller disposes. */
  read(name: string): Tensor;
  readonly prompts: readonly ReferencePrompt[];
}

/** A prompt with what greedy decoding makes of it. */
interface ReferencePrompt {
  readonly prompt_ids: readonly number[];
  readonly new_ids: readonly number[];
  readonly hf_generate_with_eos_stop: readonly number[];
}

export function openDecoder(name: string): DecoderFixture {
  const folder = join(workspaceRoot(), 'fixtures', name);
  const file = readSafetensors(join(folder, 'reference.safetensors'));
  const read = (tensor: string): Tensor => {
    const stored = file.read(tensor);
    const isFloat = stored.dtype === 'float32';
    const values = isFloat ? toFloat32(stored) : toInt32(stored);
    return tf.tensor(values, [...stored.shape], isFloat ? 'float32' : 'int32');
  };
  const { generation } = readJsonFile(join(folder, 'reference.json')) as {
    generation: { prompts: ReferencePrompt[] };
  };
  return {
    folder,
    config: readJsonFile(join(folder, 'config.json')) as Record<string, unknown>,
    inputs: { inputIds: read('input_ids'), attentionMask: read('attention_mask') },
    read,
    prompts: generation.prompts,
  };
}
