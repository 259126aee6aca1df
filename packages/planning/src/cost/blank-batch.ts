import type { Batch } from '@lamella/datasets';
import { readModelConfig } from '@lamella/models';
import type { TaskKind } from '@lamella/training';
import type { Config } from '@lamella/models/families';

/** The shape of a batch. */
export interface BatchShape {
  readonly size: number;
  /** T, the tokens of each text. */
  readonly length: number;
  readonly kind: TaskKind;
}

/** The side of CLIP ViT-L/14's images, which LLaVA's config.json may leave out. */
const IMAGE_SIZE = 336;

/** A batch whose texts are all of the same length and say nothing; one image each for models that see. */
export function blankBatch(config: Config, { size, length, kind }: BatchShape): Batch {
  const numTokens = size * length;
  const images = blankImages(config, { size, length });
  return {
    size,
    length,
    inputIds: new Int32Array(numTokens),
    attentionMask: new Int32Array(numTokens).fill(1),
    tokenTypeIds: new Int32Array(numTokens),
    labels: new Float32Array(size),
    ...(kind === 'causal-lm' && { tokenLabels: new Int32Array(numTokens) }),
    ...(images && { images }),
    weights: new Float32Array(size).fill(1),
    exampleIds: new Int32Array(size),
  };
}

function blankImages(config: Config, { size, length }: Omit<BatchShape, 'kind'>): Batch['images'] {
  const { imageTokens } = readModelConfig(config, 'config.json');
  if (imageTokens === undefined) return undefined;
  const { tokensPerImage } = imageTokens;
  const vision = config['vision_config'] as { readonly image_size?: number } | undefined;
  const side = vision?.image_size ?? IMAGE_SIZE;
  const places = Int32Array.from({ length: size * length }, (_, at) => {
    const column = at % length;
    return column < tokensPerImage ? Math.floor(at / length) * tokensPerImage + column : -1;
  });
  return { shape: [size, 3, side, side], pixelValues: new Float32Array(size * 3 * side * side), places };
}
