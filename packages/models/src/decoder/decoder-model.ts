import { UserError } from '@lamella/core';
import { type Dropout, type Parameter, type Tensor, tf } from '@lamella/engine';
import { layerRunner } from '../run-layer.ts';
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
import { DecoderBody, type DecoderStyle } from './decoder-body.ts';
import { type DecoderConfig, type DecoderFile, readDecoderConfig } from './decoder-config.ts';
import type { DecoderLayer, DecoderPass } from './decoder-layer.ts';
import type { DecoderRecord } from './describe-decoder.ts';

/** What sets one decoder family apart from another. */
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

  layerPath(layer: number): string {
    return this.#weights.name(`${BODY}.layers.${layer}`);
  }

  /** R_0, [B·T, D]. */
  embed({ inputIds }: ModelInputs, _dropout: Dropout): Tensor {
    return this.body.embed(inputIds);
  }

  /** The output layer is computed when `logits` is read. */
  forward(inputs: ModelInputs, dropout: Dropout, { recomputeFor }: ForwardOptions = {}): ModelOutputs {
    const { inputIds, attentionMask } = inputs;
    const [batchSize = 0, length = 0] = inputIds.shape;
    const pass: DecoderPass = {
      batchSize,
      length,
      rotation: this.body.rotationAt(tf.range(0, length, 1, 'int32')),
      mask: causalMask(attentionMask, this.config.slidingWindow),
      dropout,
      remember: (_, present) => present,
    };
    const run = layerRunner(this, recomputeFor);
    const { raw, final } = this.body.forward(this.embed(inputs, dropout), pass, run);
    const perToken = (x: Tensor): Tensor => tf.reshape(x, [batchSize, length, -1]); // [B, T, D] or [B, T, V]
    const states = raw.map(perToken);
    const predict = (): Tensor => perToken(this.predictTokens(final));
    return {
      hiddenStates: [...states.slice(0, -1), perToken(final)],
      lastLayerRaw: states.at(-1) as Tensor,
      get logits() {
        return predict();
      },
    };
  }

  predictTokens(rows: Tensor): Tensor {
    return tf.matMul(rows as tf.Tensor2D, this.#output.value() as tf.Tensor2D, false, true); // [n, V]
  }

  dispose(): void {
    for (const parameter of this.parameters.values()) parameter.dispose();
  }
}

/** @throws {UserError} if a model is not a decoder that predicts the next token */
export function requireDecoder(model: Model): DecoderModel {
  if (model instanceof DecoderModel) return model;
  throw new UserError(
    `Expected a causal language model to generate text with, got a ${model.family} model with a head for ${model.headKind}.`,
  );
}
