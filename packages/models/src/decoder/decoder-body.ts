import { type Parameter, type Recomputable, type Tensor, tf } from '@lamella/engine';
import type { RmsNorm, RmsNormStyle } from '../blocks/rms-norm.ts';
import { ropeFrequencies, type Rotation, rotationAt } from '../blocks/rotary-embedding.ts';
import { type LayerRunner, runOnce } from '../run-layer.ts';
import { lookUp } from '../blocks/tokens.ts';
import type { WeightSource } from '../weights/weight-source.ts';
import type { DecoderConfig } from './decoder-config.ts';
import { DecoderLayer, type DecoderPass } from './decoder-layer.ts';
import type { DecoderRecord } from './describe-decoder.ts';

/** What sets the body of one decoder family apart from that of another. */
export interface DecoderStyle {
  readonly record: Pick<DecoderRecord, 'name' | 'maps'>;
  readonly norm: RmsNormStyle;
  /** What the token embeddings are multiplied by. */
  embeddingScale(config: DecoderConfig): number;
}

/** The hidden states of a decoder, each [B·T, D]. */
export interface DecoderStates {
  /** R_0 to R_L, all of them as the layers give them. */
  readonly raw: readonly Tensor[];
  /** R_L after the final norm. */
  readonly final: Tensor;
}

/** The tensors that all layers share in a pass. */
type PassTensors = Record<'mask' | keyof Rotation, Tensor>;

/** Token embeddings, L layers and a final norm. */
export class DecoderBody {
  readonly words: Parameter;
  readonly layers: readonly DecoderLayer[];
  readonly #norm: RmsNorm;
  readonly #padId: number | undefined;
  readonly #embeddingScale: number;
  readonly #frequencies: Float32Array;

  /** @param weights the body's own weights, names relative to it */
  constructor(weights: WeightSource, config: DecoderConfig, style: DecoderStyle) {
    const { hiddenSize: D, vocabularySize: V, normEpsilon: epsilon } = config;
    this.words = weights.parameter('embed_tokens.weight', [V, D], 'normal');
    const maps = style.record.maps(config);
    this.layers = Array.from(
      { length: config.numLayers },
      (_, index) =>
        new DecoderLayer(weights.scope(`layers.${index}`), config, { index, maps, norm: style.norm }),
    );
    this.#norm = weights.rmsNorm('norm', D, { epsilon, style: style.norm });
    this.#padId = config.padId;
    this.#embeddingScale = style.embeddingScale(config);
    this.#frequencies = ropeFrequencies(config.headSize, config.rope);
  }

  /** R_0: @param inputIds [B, T] int32 @returns [B·T, D] */
  embed(inputIds: Tensor): Tensor {
    const words = lookUp(this.words.value(), inputIds, this.#padId);
    return this.#embeddingScale === 1 ? words : tf.mul(words, this.#embeddingScale);
  }

  /** @param positions [T] int32, counted from any start */
  rotationAt(positions: Tensor): Rotation {
    return rotationAt(positions, this.#frequencies);
  }

  /** @param embedded R_0, [B·T, D] */
  forward(embedded: Tensor, pass: DecoderPass, run: LayerRunner = runOnce): DecoderStates {
    const { dropout, mask, rotation } = pass;
    const { cosine, sine } = rotation;
    let x = embedded;
    const raw = [x]; // R_0
    for (const [l, layer] of this.layers.entries()) {
      const forward: Recomputable<PassTensors> = (x, dropout, { mask, ...rotation }) =>
        layer.forward(x, { ...pass, dropout, mask, rotation });
      x = run(l, forward, { x, dropout, context: { mask, cosine, sine } });
      raw.push(x);
    }
    return { raw, final: this.#norm.apply(x) };
  }
}
