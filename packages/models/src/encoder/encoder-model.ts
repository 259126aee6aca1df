import {
  Dropout,
  type NamedTensors,
  type Parameter,
  type Recomputable,
  type Tensor,
  tf,
} from '@lamella/engine';
import { firstOfTexts, meanOfTexts } from '../blocks/tokens.ts';
import type {
  ForwardOptions,
  HeadKind,
  Model,
  ModelConfig,
  ModelFamily,
  ModelInputs,
  ModelOutputs,
} from '../model.ts';
import { layerRunner } from '../run-layer.ts';
import type { FamilyRecord } from '../shapes/family-record.ts';
import type { WeightAccount } from '../weights/weight-account.ts';
import { WeightSource } from '../weights/weight-source.ts';
import type { EncoderBlock, EncoderBody, EncoderPass } from './encoder-body.ts';

/** The head: it turns the last hidden states into logits. */
export interface EncoderHead {
  readonly kind: HeadKind;
  /** The modules that fine-tuning trains. */
  readonly trainedModules: readonly string[];
  /** Weights that files hold under another name as well. */
  readonly copies?: ReadonlyMap<string, Parameter>;
  /** The pooling: the first token of every sequence, or the mean of its tokens. Without one the head reads all tokens. */
  readonly pooling?: 'first' | 'mean';
  /** @param hidden [B, T, D], or [n, D] of n sequences if it reads one vector of each @returns [n, C], or [B, T, V] of a masked language model */
  forward(hidden: Tensor, dropout: Dropout): Tensor;
  /** Logits of single positions, [n, D] -> [n, V]; masked language models only. */
  predictTokens?(rows: Tensor): Tensor;
}

/** The traits by which one encoder family differs from another. */
export interface EncoderDefinition<Config extends ModelConfig> {
  readonly record: FamilyRecord;
  /** The module that holds the body. */
  readonly bodyPath: string;
  /** Modules of the classification head that a checkpoint need not hold. */
  readonly newHead: readonly string[];
  readonly ignoredWeights: readonly (string | RegExp)[];
  readConfig(source: Readonly<Record<string, unknown>>, where: string): Config;
  /** @param weights of the body, names relative to it */
  createBody(weights: WeightSource, config: Config): EncoderBody;
  createClassificationHead(weights: WeightSource, config: Config): EncoderHead;
  createMaskedLmHead(weights: WeightSource, config: Config, words: Parameter): EncoderHead;
}

/** The family of a definition. */
export function defineEncoder<Config extends ModelConfig>(
  definition: EncoderDefinition<Config>,
): ModelFamily<Config> {
  return {
    ...definition,
    bodyPrefix: `${definition.bodyPath}.`,
    create: (config, account, head) => new EncoderModel(definition, config, { account, head }),
  };
}

/** An encoder: embeddings, L layers, a head. */
export class EncoderModel<Config extends ModelConfig> implements Model {
  readonly family: string;
  readonly config: Config;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly canRecompute: boolean;
  readonly #layersPath: string;
  readonly #newHead: readonly string[];
  readonly #body: EncoderBody;
  readonly #head: EncoderHead;

  constructor(
    family: EncoderDefinition<Config>,
    config: Config,
    { account, head }: { readonly account: WeightAccount; readonly head: HeadKind },
  ) {
    const weights = new WeightSource(account);
    this.family = family.record.name;
    this.canRecompute = family.record.canRecompute ?? true;
    this.config = config;
    this.#layersPath = family.record.layersPath;
    this.#newHead = family.newHead;
    this.#body = family.createBody(weights.scope(family.bodyPath), config);
    this.#head =
      head === 'masked-lm'
        ? family.createMaskedLmHead(weights, config, this.#body.words)
        : family.createClassificationHead(weights, config);
    this.parameters = account.parameters;
  }

  get layers(): readonly EncoderBlock[] {
    return this.#body.layers;
  }

  get headKind(): HeadKind {
    return this.#head.kind;
  }

  get trainedHead(): readonly string[] {
    return this.#head.trainedModules;
  }

  get pooler(): string | undefined {
    if (this.headKind !== 'classification') return undefined;
    return this.#newHead.find((module) => !this.trainedHead.includes(module));
  }

  get weightCopies(): ReadonlyMap<string, Parameter> | undefined {
    return this.#head.copies;
  }

  get readsPackedTexts(): boolean {
    return this.#head.pooling !== undefined && this.#body.readsPackedTexts !== false;
  }

  get readsLongestText(): boolean {
    return this.#body.readsLongestText === true;
  }

  get sharedInputs(): readonly Parameter[] | undefined {
    return this.#body.sharedInputs;
  }

  get unusedWeights(): readonly Parameter[] | undefined {
    return this.#body.unusedWeights;
  }

  get bodyDropout(): number {
    return this.#body.dropoutRate;
  }

  layerPath(layer: number): string {
    return `${this.#layersPath}.${layer}`;
  }

  /** The last layer is never run again: the backward pass begins with it. */
  forward(inputs: ModelInputs, dropout: Dropout, { recomputeFor }: ForwardOptions = {}): ModelOutputs {
    const { lowerLayers } = inputs;
    const { passOf, unflatten } = this.#prepare(inputs, dropout);
    const numLowerLayers = lowerLayers?.numLayers ?? 0;
    const upper = this.layers.slice(numLowerLayers);

    let x = // [B·T, D]
      lowerLayers === undefined
        ? this.#body.embed(inputs, dropout)
        : tf.reshape(lowerLayers.states, [-1, this.config.hiddenSize]);
    const below: Tensor[] = []; // R_0, or that of the lower layers, to R_{L-1}
    const run = layerRunner(this, recomputeFor);
    for (const [l, layer] of upper.entries()) {
      below.push(unflatten(x));
      if (l === upper.length - 1) break;
      const { context, ...pass } = passOf(numLowerLayers + l);
      const forward: Recomputable<NamedTensors> = (x, dropout, context) =>
        layer.forward(x, { ...pass, dropout, context });
      x = run(numLowerLayers + l, forward, { x, dropout, context });
    }
    return this.#outputsOf(below, { x, inputs, unflatten, pass: passOf(this.layers.length - 1) });
  }

  runLowerLayers(inputs: ModelInputs, numLayers: number): Tensor {
    const dropout = new Dropout();
    const { passOf, unflatten } = this.#prepare(inputs, dropout);
    let x = this.#body.embed(inputs, dropout); // [B·T, D]
    for (const [l, layer] of this.layers.slice(0, numLayers).entries()) x = layer.forward(x, passOf(l));
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

  /** Prepares the context that all layers share in a pass. */
  #prepare(inputs: ModelInputs, dropout: Dropout): PreparedPass {
    const [batchSize = 0, length = 0] = inputs.inputIds.shape;
    const { numHeads, hiddenSize } = this.config;
    const contextOf = this.#body.prepare(inputs);
    const dropoutOfTexts = dropout.at(
      () => inputs.packing?.starts ?? tf.range(0, batchSize * length, length, 'int32'),
    );
    return {
      passOf: (layer) => ({
        ...{ batchSize, length, numHeads, dropout, dropoutOfTexts },
        context: contextOf(layer),
      }),
      unflatten: (x) => tf.reshape(x, [batchSize, length, hiddenSize]),
    };
  }

  /**
   * Outputs from the last layer's input on; the computation depends on which outputs are asked for.
   *
   * @param below the hidden states up to the last layer's input; none if no layer is left to run
   * @param rest.x that input, or the last layer's output, [B·T, D]
   */
  #outputsOf(below: readonly Tensor[], { x, inputs, unflatten, pass }: LastLayerInputs): ModelOutputs {
    const { finalNorm } = this.#body;
    const head = this.#head;
    const layer = below.length === 0 ? undefined : this.layers.at(-1);
    const normed = (rows: Tensor): Tensor => finalNorm?.apply(rows) ?? rows;
    const raw = once(() => layer?.forward(x, pass) ?? x); // [B·T, D]
    const rawFirst = once(
      () => layer?.forwardFirst(x, pass, inputs.packing?.starts) ?? firstOfTexts(unflatten(x), inputs),
    ); // [B, D] or [S, D]
    const last = once(() => unflatten(normed(raw())));
    const first = once(() => normed(rawFirst()));
    const read = { first, mean: () => meanOfTexts(last(), inputs), all: last };
    const dropout = head.pooling === undefined ? pass.dropout : pass.dropoutOfTexts;
    const logits = once(() => head.forward(read[head.pooling ?? 'all'](), dropout));
    return {
      get hiddenStates() {
        return [...below, last()];
      },
      get lastLayerRaw() {
        return finalNorm && unflatten(raw());
      },
      firstTokens: (lastLayer = 'normed') => [
        ...below.map((hidden) => firstOfTexts(hidden, inputs)),
        lastLayer === 'raw' ? rawFirst() : first(),
      ],
      get logits() {
        return logits();
      },
    };
  }
}

interface PreparedPass {
  readonly passOf: (layer: number) => EncoderPass<NamedTensors>;
  /** [B·T, D] -> [B, T, D] */
  readonly unflatten: (x: Tensor) => Tensor;
}

interface LastLayerInputs extends Pick<PreparedPass, 'unflatten'> {
  readonly x: Tensor;
  readonly inputs: ModelInputs;
  readonly pass: EncoderPass<NamedTensors>;
}

/** A value that is computed when it is asked for first. */
function once<T>(compute: () => T): () => T {
  let value: { readonly of: T } | undefined;
  return () => (value ??= { of: compute() }).of;
}
