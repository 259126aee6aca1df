import { LLAMA } from '../llama/family.ts';
import type { Config, Sizes } from '../shapes/model-shape.ts';
import { dense, readSize } from '../shapes/read-size.ts';

/**
 * The defaults of transformers' `LlamaConfig` for sizes that are left out, as in llava-hf/llava-1.5-7b-hf
 * (https://huggingface.co/docs/transformers/model_doc/llama2#transformers.LlamaConfig).
 */
export const TEXT_DEFAULTS = {
  model_type: 'llama',
  vocab_size: 32000,
  hidden_size: 4096,
  intermediate_size: 11008,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  max_position_embeddings: 2048,
};

/** LLaVA-1.5: a LLaMA, whose layers are those of the model, behind a CLIP vision tower and a projector of two maps. */
export function readLlavaSizes(config: Config): Sizes {
  const text = { ...TEXT_DEFAULTS, ...readPart(config, 'text_config') };
  const language = LLAMA.readSizes(text);
  const vision = readPart(config, 'vision_config');
  const D = readSize(text, 'hidden_size');
  const visionSize = readSize(vision, 'hidden_size', 768);
  const projector = dense(visionSize, D) + dense(D, D);
  return { ...language, outside: language.outside + projector + countVisionTower(vision, visionSize) };
}

/** CLIP's vision transformer: a patch map without bias, class token, positions, layers, and norms before and after them. */
function countVisionTower(config: Config, D: number): number {
  const F = readSize(config, 'intermediate_size', 3072);
  const patch = readSize(config, 'patch_size', 32);
  const patches = Math.floor(readSize(config, 'image_size', 224) / patch) ** 2;
  const embeddings = readSize(config, 'num_channels', 3) * patch ** 2 * D + D + (patches + 1) * D;
  const layer = 4 * dense(D, D) + dense(D, F) + dense(F, D) + 4 * D;
  return embeddings + readSize(config, 'num_hidden_layers', 12) * layer + 4 * D;
}

function readPart(config: Config, key: string): Config {
  const part = config[key];
  return typeof part === 'object' && part !== null ? (part as Config) : {};
}
