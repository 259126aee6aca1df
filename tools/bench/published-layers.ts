import {
  DEBERTA_V3_BASE,
  GEMMA_7B,
  LLAMA_2_7B,
  LLAVA_1_5_7B,
  MISTRAL_7B,
  ROBERTA_BASE,
} from '@lamella/planning';
import { PUBLISHED_LAYERS, type PublishedModel } from '@lamella/spec';

/** The models of the benchmark. LLaVA's is its language model. */
export const CONFIGS: Readonly<Record<PublishedModel, Readonly<Record<string, unknown>>>> = {
  'roberta-base': ROBERTA_BASE,
  'deberta-v3-base': DEBERTA_V3_BASE,
  'llama-2-7b': LLAMA_2_7B,
  'mistral-7b': MISTRAL_7B,
  'gemma-7b': { ...GEMMA_7B, tie_word_embeddings: true },
  'llava-1.5-7b': { ...LLAMA_2_7B, vocab_size: LLAVA_1_5_7B.text_config.vocab_size },
};

/** The different sets of layers of a model, each with its tasks: several tasks may have the same. */
export function layerSets(model: PublishedModel): [tasks: string, layers: string][] {
  const sets = new Map<string, string[]>();
  for (const [task, layers] of Object.entries(PUBLISHED_LAYERS[model]))
    sets.set(layers, [...(sets.get(layers) ?? []), task]);
  return [...sets].map(([layers, tasks]) => [tasks.join(', '), layers]);
}

/** A decoder of as many layers and an eighth of the width, which fits in a small machine. */
export function narrow(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const eighth = (key: string): Record<string, unknown> =>
    typeof config[key] === 'number' ? { [key]: Math.max(1, Math.round(config[key] / 8)) } : {};
  return {
    ...config,
    ...eighth('hidden_size'),
    ...eighth('intermediate_size'),
    ...eighth('num_attention_heads'),
    ...eighth('num_key_value_heads'),
    ...eighth('vocab_size'),
  };
}
