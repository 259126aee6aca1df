import { tf } from '@lamella/engine';
import { type Sight, textSight, windowMask } from '../blocks/attention.ts';
import { ropeFrequencies, rotationAt } from '../blocks/rotary-embedding.ts';
import { lookUp } from '../blocks/tokens.ts';
import type { EncoderBody } from '../encoder/encoder-body.ts';
import type { ModelInputs } from '../model.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { LayerKind } from './layer-kinds.ts';
import type { ModernBertConfig } from './modernbert-config.ts';
import { type ModernBertContext, ModernBertLayer } from './modernbert-layer.ts';

/**
 * ModernBERT's body: normalised word embeddings, pre-norm layers with global or local attention, each kind with rotations of its
 * own, and a final norm.
 *
 * @param weights of the body, names relative to it
 */
export function createModernBertBody(
  weights: WeightSource,
  config: ModernBertConfig,
): EncoderBody<ModernBertContext> {
  const { hiddenSize: D, normEpsilon: epsilon, hasNormBias: hasBias, layerKinds } = config;
  const words = weights.parameter('embeddings.tok_embeddings.weight', [config.vocabularySize, D], 'normal');
  const norm = weights.layerNorm('embeddings.norm', D, { epsilon, hasBias });
  const layers = layerKinds.map((_, l) => new ModernBertLayer(weights.scope(`layers.${l}`), config, l));
  return {
    words,
    dropoutRate: Math.max(config.embeddingDropout, config.attentionDropout, config.mlpDropout),
    layers,
    finalNorm: weights.layerNorm('final_norm', D, { epsilon, hasBias }),
    embed({ inputIds }, dropout) {
      return dropout.apply(
        norm.apply(lookUp(words.value(), inputIds, config.padId)),
        config.embeddingDropout,
      );
    },
    prepare(inputs) {
      const whole = textSight(inputs);
      const contexts = new Map(
        [...new Set(layerKinds)].map((kind) => [kind, contextOf(kind, { whole, inputs }, config)]),
      );
      return (layer) => {
        const context = contexts.get(layerKinds[layer] ?? 'full_attention');
        if (context === undefined)
          throw new Error(`Expected a layer below ${layerKinds.length}, got ${layer}`);
        return context;
      };
    },
  };
}

/** The tokens that are seen through `segments` are narrowed to near ones by the layer, those under a mask here. */
function contextOf(
  kind: LayerKind,
  { whole, inputs }: { readonly whole: Sight; readonly inputs: ModelInputs },
  config: ModernBertConfig,
): ModernBertContext {
  const [, length = 0] = inputs.inputIds.shape;
  const { mask } = whole;
  const frequencies = ropeFrequencies(config.headSize, config.rotations[kind]);
  const positions = mask === undefined ? inputs.packing?.positions : undefined;
  const rotation = rotationAt(positions ?? tf.range(0, length, 1, 'int32'), frequencies);
  const isLocal = kind === 'sliding_attention' && config.localDistance < length - 1;
  if (mask === undefined || !isLocal) return { ...rotation, ...whole };
  return { ...rotation, mask: tf.add(mask, windowMask(length, config.localDistance)) };
}
