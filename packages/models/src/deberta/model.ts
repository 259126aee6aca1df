import { Dropout, type Parameter, type Tensor, tf } from '@lamella/engine';
import { findActivation } from '../blocks/activations.ts';
import { additiveMask } from '../blocks/attention.ts';
import { firstToken } from '../blocks/tokens.ts';
import type { EncoderHead } from '../encoder/encoder-model.ts';
import { createMaskedLmHead } from '../encoder/masked-lm-head.ts';
import type { HeadKind, Model, ModelFamily, ModelInputs, ModelOutputs } from '../model.ts';
import type { WeightAccount } from '../weights/weight-account.ts';
import { WeightSource } from '../weights/weight-source.ts';
import { type DebertaConfig, readDebertaConfig } from './deberta-config.ts';
import { Convolution, type ConvolutionPass } from './convolution.ts';
import { DebertaLayer, type LayerContext } from './deberta-layer.ts';
import { DebertaEmbeddings } from './embeddings.ts';
import { DEBERTA } from './family.ts';
import { RelativeEmbeddings } from './relative-embeddings.ts';

/** DeBERTa-v2 and -v3 (He et al. 2021, 2023): attention to content and distance apart, a pooler before the classifier. */
export const deberta: ModelFamily<DebertaConfig> = {
  record: DEBERTA,
  bodyPrefix: 'deberta.',
  newHead: ['classifier', 'pooler'],
  // `lm_predictions` and `mask_predictions` are the heads of DeBERTa-v3's own pre-training.
  ignoredWeights: [
    'cls.',
    'lm_predictions.',
    'mask_predictions.',
    'classifier.',
    'pooler.',
    /position_embeddings\.weight$/,
    /position_ids$/,
  ],
  readConfig: readDebertaConfig,
  create: (config, account, head) => new DebertaModel(config, account, head),
};

/** Embeddings, L post-norm layers that share one table of relative embeddings, a head. */
class DebertaModel implements Model {
  readonly family = DEBERTA.name;
  readonly config: DebertaConfig;
  readonly layers: readonly DebertaLayer[];
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly #embeddings: DebertaEmbeddings;
  readonly #relative: RelativeEmbeddings | undefined;
  readonly #convolution: Convolution | undefined;
  readonly unusedWeights: readonly Parameter[] | undefined;
  readonly #head: EncoderHead;

  constructor(config: DebertaConfig, account: WeightAccount, head: HeadKind) {
    const weights = new WeightSource(account);
    const encoder = weights.scope('deberta.encoder');
    this.config = config;
    this.#embeddings = new DebertaEmbeddings(weights.scope('deberta.embeddings'), config);
    this.#relative = config.relative && new RelativeEmbeddings(encoder, config, config.relative);
    this.unusedWeights = takeUnusedNorm(encoder, config);
    this.layers = Array.from(
      { length: config.numLayers },
      (_, l) => new DebertaLayer(encoder.scope(`layer.${l}`), config),
    );
    this.#convolution =
      config.convolution && new Convolution(encoder.scope('conv'), config, config.convolution);
    this.#head =
      head === 'masked-lm'
        ? createTokenHead(weights, config, this.#embeddings.words)
        : createClassificationHead(weights, config);
    this.parameters = account.parameters;
  }

  get headKind(): HeadKind {
    return this.#head.kind;
  }

  get weightCopies(): ReadonlyMap<string, Parameter> | undefined {
    return this.#head.copies;
  }

  get sharedInputs(): readonly Parameter[] | undefined {
    return this.#relative && [this.#relative.table];
  }

  get trainedHead(): readonly string[] {
    return this.#head.trainedModules;
  }

  get bodyDropout(): number {
    return Math.max(this.config.hiddenDropout, this.config.attentionDropout);
  }

  layerPath(layer: number): string {
    return `deberta.encoder.layer.${layer}`;
  }

  forward(inputs: ModelInputs, dropout: Dropout): ModelOutputs {
    const { lowerLayers } = inputs;
    const { hiddenSize } = this.config;
    const context = this.#prepare(inputs, dropout);
    const unflatten = (x: Tensor): Tensor => tf.reshape(x, [context.batchSize, context.length, hiddenSize]);

    let x = // [B·T, D]
      lowerLayers === undefined
        ? this.#embeddings.forward(inputs, dropout)
        : tf.reshape(lowerLayers.states, [-1, hiddenSize]);
    const hiddenStates = [unflatten(x)]; // R_0, or that of the lower layers
    const first = lowerLayers?.numLayers ?? 0;
    for (const l of this.layers.slice(first).keys()) {
      x = this.#forwardLayer(first + l, x, context);
      hiddenStates.push(unflatten(x));
    }
    const ofTexts = dropout.at(() =>
      tf.range(0, context.batchSize * context.length, context.length, 'int32'),
    );
    return { hiddenStates, logits: this.#head.forward(unflatten(x), ofTexts) };
  }

  runLowerLayers(inputs: ModelInputs, numLayers: number): Tensor {
    const dropout = new Dropout();
    const context = this.#prepare(inputs, dropout);
    let x = this.#embeddings.forward(inputs, dropout); // [B·T, D]
    for (const l of this.layers.slice(0, numLayers).keys()) x = this.#forwardLayer(l, x, context);
    return tf.reshape(x, [context.batchSize, context.length, this.config.hiddenSize]);
  }

  predictTokens(rows: Tensor): Tensor {
    if (this.#head.predictTokens === undefined)
      throw new Error(`Expected a masked language model, got a head for ${this.headKind}`);
    return this.#head.predictTokens(rows);
  }

  dispose(): void {
    for (const parameter of this.parameters.values()) parameter.dispose();
  }

  /** One layer, the first with the convolution beside it; @param x [B·T, D] @returns [B·T, D] */
  #forwardLayer(l: number, x: Tensor, context: PassContext): Tensor {
    const layer = this.layers[l];
    if (layer === undefined) throw new Error(`Expected a layer below ${this.layers.length}, got ${l}`);
    const output = layer.forward(x, context);
    return l === 0 && this.#convolution !== undefined ? this.#convolution.apply(x, output, context) : output;
  }

  /** Prepares the context that all layers share in a pass. */
  #prepare({ inputIds, attentionMask }: ModelInputs, dropout: Dropout): PassContext {
    const [batchSize = 0, length = 0] = inputIds.shape;
    return {
      batchSize,
      length,
      numHeads: this.config.numHeads,
      mask: tf.reshape(additiveMask(attentionMask), [1, batchSize, 1, length]),
      distances: this.#relative?.forward(length),
      attentionMask,
      dropout,
    };
  }
}

type PassContext = LayerContext & ConvolutionPass;

/** Without relative attention there may be a norm for embeddings of distances that aren't there: it is kept for saving. */
function takeUnusedNorm(encoder: WeightSource, config: DebertaConfig): readonly Parameter[] | undefined {
  if (!config.hasDistanceNorm || config.relative !== undefined) return undefined;
  const { hiddenSize, layerNormEpsilon: epsilon } = config;
  const { weight, bias } = encoder.layerNorm('LayerNorm', hiddenSize, { epsilon });
  return [weight, bias].filter((parameter) => parameter !== undefined);
}

/** CLS -> context pooler (of the checkpoint, frozen unless everything is trained) -> classifier. */
function createClassificationHead(weights: WeightSource, config: DebertaConfig): EncoderHead {
  const { hiddenSize: D, numLabels: C } = config;
  const activation = findActivation(config.poolerActivation);
  const pooler = weights.dense('pooler.dense', D, D);
  const classifier = weights.dense('classifier', D, C);
  return {
    kind: 'classification',
    trainedModules: ['classifier'],
    forward(hidden, dropout) {
      const cls = dropout.apply(firstToken(hidden), config.poolerDropout); // [B, D]
      const pooled = activation(pooler.apply(cls)); // [B, D]
      return classifier.apply(dropout.apply(pooled, config.classifierDropout)); // [B, C]
    },
  };
}

/** The head that transformers has had from the start, or that of DeBERTa's own programs, which it reads since 4.48. */
function createTokenHead(weights: WeightSource, config: DebertaConfig, words: Parameter): EncoderHead {
  const legacy = {
    dense: 'cls.predictions.transform.dense',
    norm: 'cls.predictions.transform.LayerNorm',
    bias: 'cls.predictions.bias',
    decoder: 'cls.predictions.decoder',
  };
  const own = {
    dense: 'lm_predictions.lm_head.dense',
    norm: 'lm_predictions.lm_head.LayerNorm',
    bias: 'lm_predictions.lm_head.bias',
  };
  return createMaskedLmHead(weights, config, { words, names: config.hasLegacyHead ? legacy : own });
}
