import type { AdapterConfig } from '@lamella/adapters';
import type { EncodedExample } from '@lamella/datasets';
import { loadModel, type LoadModelOptions, type Model } from '@lamella/models';
import { openReference } from './reference.ts';

const DECODERS = ['llama', 'gemma', 'mistral', 'qwen2'];

const TARGETS: Readonly<Record<string, string[]>> = {
  deberta: ['query_proj', 'value_proj'],
  modernbert: ['Wqkv', 'mlp.Wo'],
};

/** A small model of a family: an encoder with three classes, or a decoder. */
export function prefixModel(family: string, options: Pick<LoadModelOptions, 'weights'> = {}): Model {
  const { folder } = openReference(family, 'train');
  if (DECODERS.includes(family)) return loadModel(folder, { head: 'causal-lm', ...options });
  return loadModel(folder, { head: 'classification', numLabels: 3, seed: 2, ...options });
}

/** LoRA in some layers. */
export function loraOf(family: string, layers: readonly number[]): AdapterConfig {
  const targets = TARGETS[family] ?? (DECODERS.includes(family) ? ['q_proj', 'v_proj'] : ['query', 'value']);
  return { kind: 'lora', rank: 4, alpha: 8, dropout: 0, seed: 1, targets, layers };
}

/** Ten texts of 4 to 20 tokens. */
export function prefixExamples({ headKind }: Pick<Model, 'headKind'>): EncodedExample[] {
  return Array.from({ length: 10 }, (_, id) => {
    const words = Array.from({ length: 2 + ((id * 7) % 17) }, (__, i) => 10 + ((id * 13 + i * 5) % 80));
    const ids = [3, ...words, 4];
    const isText = headKind === 'causal-lm';
    return { id, ids, typeIds: ids.map(() => 0), label: id % 3, ...(isText && { tokenLabels: ids }) };
  });
}
