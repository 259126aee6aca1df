import { hasOwnKernels, type Parameter, tf } from '@lamella/engine';
import { textSight } from '../blocks/attention.ts';
import type { EncoderBlock, EncoderBody } from '../encoder/encoder-body.ts';
import type { ModelInputs } from '../model.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import { Convolution, type ConvolvedContext, ConvolvedLayer } from './convolution.ts';
import type { DebertaConfig } from './deberta-config.ts';
import { DebertaLayer } from './deberta-layer.ts';
import { DebertaEmbeddings } from './embeddings.ts';
import { RelativeEmbeddings } from './relative-embeddings.ts';

/**
 * DeBERTa's body: embeddings, L post-norm layers that share one table of relative embeddings, and in some models a convolution beside the
 * first layer, which reads rows of one text each.
 *
 * @param weights of the body, names relative to it
 */
export function createDebertaBody(
  weights: WeightSource,
  config: DebertaConfig,
): EncoderBody<ConvolvedContext> {
  const encoder = weights.scope('encoder');
  const embeddings = new DebertaEmbeddings(weights.scope('embeddings'), config);
  const relative = config.relative && new RelativeEmbeddings(encoder, config, config.relative);
  const unusedWeights = takeUnusedNorm(encoder, config);
  const layers: EncoderBlock<ConvolvedContext>[] = Array.from(
    { length: config.numLayers },
    (_, l) => new DebertaLayer(encoder.scope(`layer.${l}`), config),
  );
  const [first] = layers;
  if (config.convolution !== undefined && first !== undefined)
    layers[0] = new ConvolvedLayer(first, new Convolution(encoder.scope('conv'), config, config.convolution));
  return {
    words: embeddings.words,
    layers,
    dropoutRate: Math.max(config.hiddenDropout, config.attentionDropout),
    readsPackedTexts: hasOwnKernels() && config.convolution === undefined,
    readsLongestText: relative !== undefined,
    ...(relative && { sharedInputs: [relative.table] }),
    ...(unusedWeights && { unusedWeights }),
    embed: (inputs, dropout) => embeddings.forward(inputs, dropout),
    prepare(inputs) {
      const context = {
        ...sightOf(inputs),
        ...relative?.forward(longestOf(inputs)),
        ...(config.convolution && { attentionMask: inputs.attentionMask }),
      };
      return () => context;
    },
  };
}

/** Heads come first in the scores, so that the mask is [1, B, 1, T]. */
function sightOf(inputs: ModelInputs): ReturnType<typeof textSight> {
  const [batchSize = 0, length = 0] = inputs.inputIds.shape;
  const { mask, segments } = textSight(inputs);
  if (segments !== undefined) return { segments };
  return mask === undefined ? {} : { mask: tf.reshape(mask, [1, batchSize, 1, length]) };
}

/** The most tokens of a text. */
function longestOf({ inputIds, packing }: ModelInputs): number {
  return packing?.longest?.size ?? inputIds.shape[1] ?? 0;
}

/** Without relative attention there may be a norm for embeddings of distances that aren't there: it is kept for saving. */
function takeUnusedNorm(encoder: WeightSource, config: DebertaConfig): readonly Parameter[] | undefined {
  if (!config.hasDistanceNorm || config.relative !== undefined) return undefined;
  const { hiddenSize, layerNormEpsilon: epsilon } = config;
  const { weight, bias } = encoder.layerNorm('LayerNorm', hiddenSize, { epsilon });
  return [weight, bias].filter((parameter) => parameter !== undefined);
}
