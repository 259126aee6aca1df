/** A config.json. */
export type Config = Readonly<Record<string, unknown>>;

/** A linear map of a layer. */
export interface MapShape {
  /** Its module inside of the layer, such as `attention.self.query`. */
  readonly path: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly hasBias: boolean;
}

/** The linear maps of a layer, by the names that PEFT's `target_modules` uses for them. */
export type MapShapes = Readonly<Record<string, MapShape>>;

/** The sizes that a model's numbers of parameters follow from. */
export interface ModelShape {
  /** `model_type` in config.json. */
  readonly family: string;
  /** Whether it reads both ways, or predicts the next token. */
  readonly kind: 'encoder' | 'decoder';
  /** The module that holds the layers, such as `model.layers`. */
  readonly layersPath: string;
  /** Where newer releases of transformers have them, if elsewhere; other modules have layers of that name, too. */
  readonly newerLayersPath?: string;
  /** The modules that the paper adapts in this architecture. */
  readonly paperTargets: readonly string[];
  /** L; of LLaVA those of its language model, the only ones that are adapted. */
  readonly numLayers: number;
  readonly maps: MapShapes;
  /** Parameters of the norms of all layers. */
  readonly norms: number;
  /** Parameters outside of the layers, without a classification head: embeddings, last norm, pooler, output layer. */
  readonly outside: number;
  /** What lies between the layers and the head, and may be absent from a checkpoint of a bare body. */
  readonly pooler?: {
    /** The last part of its module's path. */
    readonly module: string;
    /** Of those outside of the layers. */
    readonly parameters: number;
  };
  /** Parameters of the classification head that is trained; a language model has none. */
  readonly head: (numLabels: number) => number;
}

/** The part of a model's shape that follows from its config.json. */
export type Sizes = Pick<ModelShape, 'numLayers' | 'maps' | 'norms' | 'outside' | 'pooler' | 'head'>;
