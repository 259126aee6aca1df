import type { Dropout, Parameter, Tensor } from '@lamella/engine';
import type { Projection } from './blocks/projection.ts';
import type { FamilyRecord, HeadKind } from './shapes/family-record.ts';
import type { RenamedModule } from './weights/renamed-modules.ts';
import type { WeightAccount } from './weights/weight-account.ts';

export type { HeadKind };

/** Where the S texts of packed rows lie: several texts one after another in each row of T tokens. All int32. */
export interface TextPacking {
  /** [R, T]: which of the S texts a token belongs to, -1 for padding. */
  readonly segments: Tensor;
  /** [R, T]: a token's place in its own text, 0 for padding. */
  readonly positions: Tensor;
  /** [S]: which of the R·T tokens is each text's first. */
  readonly starts: Tensor;
  /** [M]: the places of a text of M tokens; no text is longer. For models that {@link Model.readsLongestText}; T unless given. */
  readonly longest?: Tensor;
}

/** The output of a model's lowest layers, from which a forward pass goes on. */
export interface LowerLayers {
  /** The number of layers that it is the output of. */
  readonly numLayers: number;
  /** R_numLayers before a final norm, [B, T, D]; any finite numbers where there is padding. */
  readonly states: Tensor;
}

/** Inputs of a model: token ids with the mask of real tokens. All int32. */
export interface ModelInputs {
  /** [B, T] */
  readonly inputIds: Tensor;
  /** [B, T]: 1 for a token, 0 for padding. */
  readonly attentionMask: Tensor;
  /** [B, T]: which text of a pair a token belongs to. Only models with token types read it. */
  readonly tokenTypeIds?: Tensor;
  /** Rows that hold several texts each, for models that read those: B is R. */
  readonly packing?: TextPacking;
  /**
   * The output of {@link Model.runLowerLayers} for these texts: the pass begins above those layers, and has no hidden
   * states below R_numLayers.
   */
  readonly lowerLayers?: LowerLayers;
  /** [I, 3, H, W] float32, normalised: the images of all texts. Only models that see read them. */
  readonly pixelValues?: Tensor;
  /** [B, T]: which of the images' I·P features stands in the place of a token, -1 for text. Given with `pixelValues`. */
  readonly imagePlaces?: Tensor;
}

/** Outputs of a forward pass. */
export interface ModelOutputs {
  /** R_0 (the output of the embeddings) to R_L (that of the last layer, after a final norm if there is one), each [B, T, D]; those from `lowerLayers` on if these were given. */
  readonly hiddenStates: readonly Tensor[];
  /**
   * The first token (CLS) of R_0 to R_L, each [B, D], or [S, D] of the S texts of packed rows. Models that have this compute their last layer for these tokens alone,
   * unless `hiddenStates` is read as well.
   *
   * @param lastLayer where R_L is taken if there is a final norm, after it or before it @default 'normed'
   */
  readonly firstTokens?: (lastLayer?: 'normed' | 'raw') => readonly Tensor[];
  /** R_L before the final norm, [B, T, D], in models whose last hidden state is taken after one. */
  readonly lastLayerRaw?: Tensor | undefined;
  /** [B, C] of a classifier, [S, C] for packed rows; [B, T, V] of a language model. A model may compute them only when they are asked for. */
  readonly logits: Tensor;
}

/** How a forward pass is run. */
export interface ForwardOptions {
  /**
   * Gradient checkpointing (Chen et al. 2016): what gradients are wanted of. Layers keep their input for the backward pass and are run again
   * in it. Models that do so have {@link Model.canRecompute}.
   */
  readonly recomputeFor?: readonly Parameter[] | undefined;
}

/** One transformer layer: the part of a model that is selected, adapted or left frozen. */
export interface TransformerLayer {
  /** Its linear maps under the names of their modules inside of the layer; adapters replace entries. */
  readonly projections: Map<string, Projection>;
}

/** How images stand among the tokens. */
export interface ImageTokens {
  /** The token that stands for a feature of an image. */
  readonly imageToken: number;
  /** P, the features of one image. */
  readonly tokensPerImage: number;
}

/** The part of a model that encodes images. */
export interface ImageInput {
  /** The image encoder's hidden states, each [I, 1 + patches, D of the encoder]; @param pixelValues [I, 3, H, W] */
  hiddenStates(pixelValues: Tensor): readonly Tensor[];
  /** Returns the features that stand in the places of tokens. @param pixelValues [I, 3, H, W] @returns [I, P, D] */
  features(pixelValues: Tensor, dropout: Dropout): Tensor;
}

/** A transformer with its head. It owns its parameters. */
export interface Model {
  /** The architecture's name in config.json (`model_type`). */
  readonly family: string;
  readonly config: ModelConfig;
  readonly layers: readonly TransformerLayer[];
  readonly headKind: HeadKind;
  /** Modules of the head that fine-tuning trains, by their names in the checkpoint (`classifier`). */
  readonly trainedHead: readonly string[];
  /** The module between the layers and the trained part of a classifier, by its name in the checkpoint (`bert.pooler`). */
  readonly pooler?: string | undefined;
  /** Module path of a layer in the checkpoint, such as `roberta.encoder.layer.3`. */
  layerPath(layer: number): string;
  /** Every weight by its name in the Hugging Face checkpoint, in the order of the forward pass. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  /**
   * Weights that layers project beside the tokens, by the same linear maps and for all samples of a batch at once, such as
   * DeBERTa's embeddings of distances. In models that have them, a map's gradient is not a sum over samples.
   */
  readonly sharedInputs?: readonly Parameter[] | undefined;
  /** Whether the model takes texts packed into rows, and gives the logits of each text. */
  readonly readsPackedTexts?: boolean | undefined;
  /** Whether what the model computes for packed texts grows with the longest one: embeddings of distances. */
  readonly readsLongestText?: boolean | undefined;
  /** The highest rate of dropout that a training has in the embeddings and the layers, by config.json. */
  readonly bodyDropout: number;
  /** Whether layers can be run again in the backward pass. */
  readonly canRecompute?: boolean | undefined;
  /** Models that read images among the words have this. */
  readonly vision?: ImageInput | undefined;
  /** Modules that no way of fine-tuning trains, by their names in the checkpoint: an image encoder. */
  readonly frozenModules?: readonly string[] | undefined;
  /** Modules that newer releases of transformers name otherwise: files of theirs are read by either name. */
  readonly renamedModules?: readonly RenamedModule[] | undefined;
  /** Weights that files hold a second time, by the other name. */
  readonly weightCopies?: ReadonlyMap<string, Parameter> | undefined;
  /** Names of the weights that the checkpoint did not hold, or held in another shape: they were made at random. `loadModel` tells them. */
  readonly newWeights?: readonly string[] | undefined;
  /** Weights that the checkpoint holds and the forward pass has no use for: nothing depends on them. */
  readonly unusedWeights?: readonly Parameter[] | undefined;
  /** Runs the model; in a `tidy` or a compiled step. */
  forward(inputs: ModelInputs, dropout: Dropout, options?: ForwardOptions): ModelOutputs;
  /**
   * The output of the embeddings and the lowest layers, without dropout: what `ModelInputs.lowerLayers` takes.
   *
   * @param numLayers 0 to L @returns R_numLayers before a final norm, [B, T, D]
   */
  runLowerLayers(inputs: ModelInputs, numLayers: number): Tensor;
  /**
   * Logits of single positions, from rows of the last hidden states; language models only.
   *
   * @param rows [n, D] @returns [n, V]
   */
  predictTokens(rows: Tensor): Tensor;
  dispose(): void;
}

/** An architecture: how its config is read and how a model is made of weights. */
export interface ModelFamily<Config extends ModelConfig = ModelConfig> {
  readonly record: FamilyRecord;
  /** The prefix of the body's weights (`roberta.`), which checkpoints of a bare body leave out. */
  readonly bodyPrefix: string;
  /** Modules of a classification head that a checkpoint need not hold. */
  readonly newHead: readonly string[];
  /** Modules that newer releases of transformers name otherwise. */
  readonly renamedModules?: readonly RenamedModule[];
  /** Beginnings or patterns of tensors that one head or the other has no use for. */
  readonly ignoredWeights: readonly (string | RegExp)[];
  /** @param where the file's path, for errors */
  readConfig(source: Readonly<Record<string, unknown>>, where: string): Config;
  create(config: Config, account: WeightAccount, head: HeadKind): Model;
}

/** Sizes that all architectures share. */
export interface ModelConfig {
  /** D */
  readonly hiddenSize: number;
  /** L */
  readonly numLayers: number;
  /** H */
  readonly numHeads: number;
  /** F */
  readonly intermediateSize: number;
  /** V */
  readonly vocabularySize: number;
  readonly maxPositions: number;
  /** The most tokens that there are positions for; undefined where positions are computed, however long a text is. */
  readonly longestText?: number | undefined;
  /** Of models that read images among the words. */
  readonly imageTokens?: ImageTokens | undefined;
  /** Outputs of a classification head: C, or 1 for regression. */
  readonly numLabels: number;
  /** Standard deviation of new weights. */
  readonly initializerRange: number;
  /** The config.json that it was read from, kept for saving. */
  readonly source: Readonly<Record<string, unknown>>;
}
