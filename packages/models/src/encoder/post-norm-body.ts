import { textSight } from '../blocks/attention.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import { EncoderEmbeddings, type PositionRule } from './embeddings.ts';
import type { EncoderBody } from './encoder-body.ts';
import type { EncoderConfig } from './encoder-config.ts';
import { EncoderLayer, type PostNormContext } from './encoder-layer.ts';

/**
 * BERT's body: normalised embeddings of words, positions and token types, and layers that normalise their output.
 *
 * @param weights of the body, names relative to it
 */
export function createPostNormBody(
  weights: WeightSource,
  config: EncoderConfig,
  positions: PositionRule,
): EncoderBody<PostNormContext> {
  const embeddings = new EncoderEmbeddings(weights.scope('embeddings'), config, positions);
  return {
    words: embeddings.words,
    dropoutRate: Math.max(config.hiddenDropout, config.attentionDropout),
    layers: Array.from(
      { length: config.numLayers },
      (_, l) => new EncoderLayer(weights.scope(`encoder.layer.${l}`), config),
    ),
    embed: (inputs, dropout) => embeddings.forward(inputs, dropout),
    prepare(inputs) {
      const context = textSight(inputs);
      return () => context;
    },
  };
}
