import { Dropout, type Parameter, type Recomputable, type Tensor, tf } from '@lamella/engine';
import { additiveMask, type AttentionShape, segmentMask } from '../blocks/attention.ts';
import { layerRunner } from '../run-layer.ts';
import { firstToken, tokensAt } from '../blocks/tokens.ts';
import type {
  ForwardOptions,
  HeadKind,
  Model,
  ModelFamily,
  ModelInputs,
  ModelOutputs,
  TextPacking,
} from '../model.ts';
import type { FamilyRecord } from '../shapes/family-record.ts';
import type { WeightAccount } from '../weights/weight-account.ts';
import { WeightSource } from '../weights/weight-source.ts';
import { type EncoderConfig, readEncoderConfig } from './encoder-config.ts';
import { EncoderEmbeddings, type PositionRule } from './embeddings.ts';
import { EncoderLayer } from './encoder-layer.ts';

/** What turns the last hidden states into logits. */
export interface EncoderHead {
  readonly kind: HeadKind;
  /** The modules that fine-tuning trains. */
  readonly trainedModules: readonly string[];
  /** Weights that files hold under another name as well. */
  readonly copies?: ReadonlyMap<string, Parameter>;
  /** Whether it reads the first token of every text alone. */
  readonly readsFirstToken?: boolean;
  /** @param hidden [B, T, D], or [n, 1, D] of n texts if it reads the first token alone @returns [B, C], or [B, T, V] of a masked language model */
  forward(hidden: Tensor, dropout: Dropout): Tensor;
  /** Logits of single positions, [n, D] -> [n, V]; masked language models only. */
  predictTokens?(rows: Tensor): Tensor;
}

/** What sets one encoder family apart from another. */
export interface EncoderDefinition {
  /** Its name is also the prefix of the body's weights. */
  readonly record: FamilyRecord;
  readonly positionRule: PositionRule;
  /** Modules of the classification head that a checkpoint need not hold. */
  readonly newHead: readonly string[];
  readonly ignoredWeights: readonly (string | RegExp)[];
  createClassificationHead(weights: WeightSource, config: EncoderConfig): EncoderHead;
  createMaskedLmHead(weights: WeightSource, config: EncoderConfig, words: Parameter): EncoderHead;
}

/** The family of a definition. */
export function defineEncoder(definition: EncoderDefinition): ModelFamily<EncoderConfig> {
  return {
    ...definition,
    bodyPrefix: `${definition.record.name}.`,
    readConfig: readEncoderConfig,
    create: (config, account, head) => new EncoderModel(definition, config, { account, head }),
  };
}

/** RoBERTa or BERT: embeddings, L post-norm layers, a head. */
export class EncoderModel implements Model {
  readonly family: string;
  readonly config: EncoderConfig;
  readonly layers: readonly EncoderLayer[];
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly canRecompute = true;
  readonly #embeddings: EncoderEmbeddings;
  readonly #head: EncoderHead;

  constructor(
    family: EncoderDefinition,
    config: EncoderConfig,
    options: { readonly account: WeightAccount; readonly head: HeadKind },
  ) {
    const { account } = options;
    const weights = new WeightSource(account);
    const body = weights.scope(family.record.name);
    this.family = family.record.name;
    this.config = config;
    this.#embeddings = new EncoderEmbeddings(body.scope('embeddings'), config, family.positionRule);
    this.layers = Array.from(
      { length: config.numLayers },
      (_, l) => new EncoderLayer(body.scope(`encoder.layer.${l}`), config),
    );
    this.#head =
      options.head === 'masked-lm'
        ? family.createMaskedLmHead(weights, config, this.#embeddings.words)
        : family.createClassificationHead(weights, config);
    this.parameters = account.parameters;
  }

  get headKind(): HeadKind {
    return this.#head.kind;
  }

  get trainedHead(): readonly string[] {
    return this.#head.trainedModules;
  }

  get weightCopies(): ReadonlyMap<string, Parameter> | undefined {
    return this.#head.copies;
  }

  get readsPackedTexts(): boolean {
    return this.#head.readsFirstToken === true;
  }

  layerPath(layer: number): string {
    return `${this.family}.encoder.layer.${layer}`;
  }

  /** The last layer is never run again: the backward pass begins with it. */
  forward(inputs: ModelInputs, dropout: Dropout, { recomputeFor }: ForwardOptions = {}): ModelOutputs {
    const { packing, lowerLayers } = inputs;
    const { shape, mask, unflatten } = this.#prepare(inputs, dropout);
    const numLowerLayers = lowerLayers?.numLayers ?? 0;
    const layers = this.layers.slice(numLowerLayers);

    let x = // [B·T, D]
      lowerLayers === undefined
        ? this.#embeddings.forward(inputs, dropout)
        : tf.reshape(lowerLayers.states, [-1, this.config.hiddenSize]);
    const hiddenStates = [unflatten(x)]; // R_0, or that of the lower layers
    const run = layerRunner(this, recomputeFor);
    for (const [l, layer] of layers.slice(0, -1).entries()) {
      const forward: EncoderPass = (x, dropout, { mask }) => layer.forward(x, mask, { ...shape, dropout });
      x = run(numLowerLayers + l, forward, { x, dropout, context: { mask } });
      hiddenStates.push(unflatten(x));
    }
    // What the last layer computes depends on what is asked for.
    const last = once(() => layers.at(-1)?.forward(x, mask, shape) ?? x);
    const first = once(() => lastFirst(layers.at(-1), { x, mask, packing }, shape));
    const whole = once(() => (layers.length === 0 ? hiddenStates : [...hiddenStates, unflatten(last())]));
    const { readsFirstToken = false } = this.#head;
    const logits = once(() =>
      this.#head.forward(readsFirstToken ? tf.expandDims(first(), 1) : unflatten(last()), dropout),
    );
    return {
      get hiddenStates() {
        return whole();
      },
      firstTokens: () => [
        ...hiddenStates.slice(0, layers.length).map((hidden) => firstOf(hidden, packing)),
        first(),
      ],
      get logits() {
        return logits();
      },
    };
  }

  runLowerLayers(inputs: ModelInputs, numLayers: number): Tensor {
    const dropout = new Dropout();
    const { shape, mask, unflatten } = this.#prepare(inputs, dropout);
    let x = this.#embeddings.forward(inputs, dropout); // [B·T, D]
    for (const layer of this.layers.slice(0, numLayers)) x = layer.forward(x, mask, shape);
    return unflatten(x);
  }

  predictTokens(rows: Tensor): Tensor {
    if (this.#head.predictTokens === undefined)
      throw new Error(`Expected a masked language model, got a head for ${this.headKind}`);
    return this.#head.predictTokens(rows);
  }

  dispose(): void {
    for (const parameter of this.parameters.values()) parameter.dispose();
  }

  /** What all layers share in a pass. */
  #prepare({ inputIds, attentionMask, packing }: ModelInputs, dropout: Dropout): LayerContext {
    const [batchSize = 0, length = 0] = inputIds.shape;
    const { numHeads, hiddenSize } = this.config;
    return {
      shape: { batchSize, length, numHeads, dropout },
      mask: packing === undefined ? additiveMask(attentionMask) : segmentMask(packing.segments),
      unflatten: (x) => tf.reshape(x, [batchSize, length, hiddenSize]),
    };
  }
}

interface LayerContext {
  readonly shape: AttentionShape & { readonly dropout: Dropout };
  /** [B, 1, 1, T] or [B, 1, T, T] */
  readonly mask: Tensor;
  /** [B·T, D] -> [B, T, D] */
  readonly unflatten: (x: Tensor) => Tensor;
}

/**
 * The first tokens alone of a layer's output, [B, D] or [S, D].
 *
 * @param layer the last; none if no layer is left to run
 * @param input.x the layer's input, [B·T, D]
 */
function lastFirst(
  layer: EncoderLayer | undefined,
  {
    x,
    mask,
    packing,
  }: { readonly x: Tensor; readonly mask: Tensor; readonly packing: TextPacking | undefined },
  shape: LayerContext['shape'],
): Tensor {
  if (layer === undefined) return firstOf(tf.reshape(x, [shape.batchSize, shape.length, -1]), packing);
  if (packing === undefined) return layer.forwardFirst(x, mask, shape);
  return layer.forwardStarts(x, mask, { ...shape, starts: packing.starts });
}

type EncoderPass = Recomputable<{ readonly mask: Tensor }>;

/** The first token of every text: [B, T, D] -> [B, D], or [R, T, D] -> [S, D]. */
function firstOf(hidden: Tensor, packing: TextPacking | undefined): Tensor {
  if (packing === undefined) return firstToken(hidden);
  return tokensAt(tf.reshape(hidden, [-1, hidden.shape[2] ?? 0]), packing.starts);
}

/** A value that is computed when it is asked for first. */
function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => (value ??= { of: compute() }).of;
}
