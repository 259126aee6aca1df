import { UserError } from '@lamella/core';
import { Dropout, hasOwnKernels, type Parameter, type Recomputable, type Tensor, tf } from '@lamella/engine';
import type { RmsNorm, RmsNormStyle } from '../blocks/rms-norm.ts';
import { ropeFrequencies, type Rotation, rotationAt } from '../blocks/rotary-embedding.ts';
import type { Sight } from '../blocks/attention.ts';
import { firstOfTexts, lookUp } from '../blocks/tokens.ts';
import { type LayerRunner, layerRunner, runOnce } from '../run-layer.ts';
import type {
  ForwardOptions,
  HeadKind,
  ImageInput,
  Model,
  ModelFamily,
  ModelInputs,
  ModelOutputs,
} from '../model.ts';
import type { WeightAccount } from '../weights/weight-account.ts';
import type { RenamedModule } from '../weights/renamed-modules.ts';
import { WeightSource } from '../weights/weight-source.ts';
import { causalMask } from './attention-mask.ts';
import { type DecoderConfig, type DecoderFile, readDecoderConfig } from './decoder-config.ts';
import { DecoderLayer, type DecoderPass } from './decoder-layer.ts';
import type { DecoderRecord } from './describe-decoder.ts';

/** The traits by which the body of one decoder family differs from that of another. */
interface DecoderStyle {
  readonly record: Pick<DecoderRecord, 'name' | 'maps'>;
  readonly norm: RmsNormStyle;
  /** The factor of the token embeddings. */
  embeddingScale(config: DecoderConfig): number;
}

/** The traits by which one decoder family differs from another. */
export interface DecoderDefinition extends DecoderStyle, DecoderFile {
  readonly record: DecoderRecord;
}

const BODY = 'model';

/** The family of a definition. */
export function defineDecoder(definition: DecoderDefinition): ModelFamily<DecoderConfig> {
  return {
    record: definition.record,
    bodyPrefix: `${BODY}.`,
    newHead: [],
    // Old checkpoints store the rotation's frequencies, which follow from the config.
    ignoredWeights: [/rotary_emb\.inv_freq$/],
    readConfig: (source, where) => readDecoderConfig(source, where, definition),
    create: (config, account) => new DecoderModel(definition, config, { account }),
  };
}

/** LLaMA, Mistral or Gemma: a decoder whose last hidden states predict the next token. */
export class DecoderModel implements Model {
  readonly family: string;
  readonly config: DecoderConfig;
  readonly headKind: HeadKind = 'causal-lm';
  readonly trainedHead: readonly string[] = [];
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly canRecompute = true;
  readonly body: DecoderBody;
  readonly vision: ImageInput | undefined;
  readonly frozenModules: readonly string[] | undefined;
  readonly renamedModules: readonly RenamedModule[] | undefined;
  readonly unusedWeights: readonly Parameter[] | undefined;
  readonly #weights: WeightSource;
  readonly #output: Parameter; // [V, D]

  /** @param options.path of the module in the checkpoint, if it is not the whole model */
  constructor(
    style: DecoderStyle,
    config: DecoderConfig,
    { account, path = '' }: { readonly account: WeightAccount; readonly path?: string },
  ) {
    const weights = new WeightSource(account, path);
    this.family = style.record.name;
    this.config = config;
    this.body = new DecoderBody(weights.scope(BODY), config, style);
    if (config.isTied) weights.ignore('lm_head.weight');
    this.#output = config.isTied
      ? this.body.words
      : weights.parameter('lm_head.weight', [config.vocabularySize, config.hiddenSize], 'normal');
    this.parameters = account.parameters;
    this.#weights = weights;
  }

  get layers(): readonly DecoderLayer[] {
    return this.body.layers;
  }

  get readsPackedTexts(): boolean {
    return hasOwnKernels();
  }

  get bodyDropout(): number {
    return this.config.attentionDropout;
  }

  layerPath(layer: number): string {
    return this.#weights.name(`${BODY}.layers.${layer}`);
  }

  /** R_0, [B·T, D]. */
  embed({ inputIds }: ModelInputs, _dropout: Dropout): Tensor {
    return this.body.embed(inputIds);
  }

  /** The output layer is computed when `logits` is read. */
  forward(inputs: ModelInputs, dropout: Dropout, { recomputeFor }: ForwardOptions = {}): ModelOutputs {
    const { lowerLayers, inputIds } = inputs;
    const [batchSize = 0, length = 0] = inputIds.shape;
    const from = lowerLayers?.numLayers ?? 0;
    const x = // [B·T, D]
      lowerLayers === undefined
        ? this.embed(inputs, dropout)
        : tf.reshape(lowerLayers.states, [-1, this.config.hiddenSize]);
    const run = layerRunner(this, recomputeFor);
    const { raw, final } = this.body.forward(x, this.#prepare(inputs, dropout), { run, from });
    const perToken = (x: Tensor): Tensor => tf.reshape(x, [batchSize, length, -1]); // [B, T, D] or [B, T, V]
    const states = raw.map(perToken);
    const hiddenStates = [...states.slice(0, -1), perToken(final)];
    const predict = (): Tensor => perToken(this.predictTokens(final));
    return {
      hiddenStates,
      lastLayerRaw: states.at(-1) as Tensor,
      firstTokens: (lastLayer = 'normed') =>
        (lastLayer === 'raw' ? states : hiddenStates).map((hidden) => firstOfTexts(hidden, inputs)),
      get logits() {
        return predict();
      },
    };
  }

  runLowerLayers(inputs: ModelInputs, numLayers: number): Tensor {
    const dropout = new Dropout();
    const pass = this.#prepare(inputs, dropout);
    const states = this.body.runLayers(this.embed(inputs, dropout), pass, { to: numLayers });
    return tf.reshape(states.at(-1) as Tensor, [...inputs.inputIds.shape, this.config.hiddenSize]);
  }

  /** Packed rows are one row to attention, which sees where their texts lie. */
  #prepare({ inputIds, attentionMask, packing }: ModelInputs, dropout: Dropout): DecoderPass {
    const [batchSize = 0, length = 0] = inputIds.shape;
    if (packing !== undefined)
      return {
        ...{ dropout, batchSize: 1, length: inputIds.size },
        rotation: this.body.rotationAt(packing.positions),
        segments: tf.reshape(packing.segments, [inputIds.size]),
      };
    return {
      ...{ dropout, batchSize, length },
      rotation: this.body.rotationAt(tf.range(0, length, 1, 'int32')),
      mask: causalMask(attentionMask, this.config.slidingWindow),
    };
  }

  predictTokens(rows: Tensor): Tensor {
    return tf.matMul(rows as tf.Tensor2D, this.#output.value() as tf.Tensor2D, false, true); // [n, V]
  }

  dispose(): void {
    for (const parameter of this.parameters.values()) parameter.dispose();
  }
}

/** The hidden states of a decoder, each [B·T, D]. */
interface DecoderStates {
  /** R_0, or that of the lower layers, to R_L, all of them as the layers give them. */
  readonly raw: readonly Tensor[];
  /** R_L after the final norm. */
  readonly final: Tensor;
}

/** Which layers are run, and how. */
interface LayerOptions {
  /** @default once each */
  readonly run?: LayerRunner;
  /** The first layer. @default 0 */
  readonly from?: number;
  /** The layer before which the run ends. @default L */
  readonly to?: number;
}

/** The tensors that all layers share in a pass. */
type PassTensors = Sight & Readonly<Record<keyof Rotation, Tensor>>;

/** Token embeddings, L layers and a final norm. */
class DecoderBody {
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

  /** @param x R_0, or that of the layers below `from`, [B·T, D] */
  forward(x: Tensor, pass: DecoderPass, options: LayerOptions = {}): DecoderStates {
    const raw = this.runLayers(x, pass, options);
    return { raw, final: this.#norm.apply(raw.at(-1) as Tensor) };
  }

  /** @returns the input of the first of these layers and the output of each */
  runLayers(
    x: Tensor,
    pass: DecoderPass,
    { run = runOnce, from = 0, to = this.layers.length }: LayerOptions,
  ): readonly Tensor[] {
    const { dropout, mask, segments, rotation } = pass;
    const sight = segments === undefined ? { ...(mask && { mask }) } : { segments };
    const states = [x];
    for (const [l, layer] of this.layers.slice(from, to).entries()) {
      const forward: Recomputable<PassTensors> = (x, dropout, { cosine, sine, ...sight }) =>
        layer.forward(x, { ...pass, ...sight, dropout, rotation: { cosine, sine } });
      const below = states.at(-1) as Tensor;
      states.push(run(from + l, forward, { x: below, dropout, context: { ...sight, ...rotation } }));
    }
    return states;
  }
}

/** @throws {UserError} if a model is not a decoder that predicts the next token */
export function requireDecoder(model: Model): DecoderModel {
  if (model instanceof DecoderModel) return model;
  throw new UserError(
    `Expected a causal language model to generate text with, got a ${model.family} model with a head for ${model.headKind}.`,
  );
}
