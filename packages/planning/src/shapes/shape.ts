/** A config.json. */
export type Config = Readonly<Record<string, unknown>>;

/** Inputs and outputs of a linear map, and whether it has a bias. */
export interface MapShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly hasBias: boolean;
}

/** What a model's numbers of parameters follow from. */
export interface ModelShape {
  readonly family: string;
  /** Whether it reads both ways, or predicts the next token. */
  readonly kind: 'encoder' | 'decoder';
  /** L; of LLaVA those of its language model, the only ones that are adapted. */
  readonly numLayers: number;
  /** The linear maps of a layer under the names of their modules. */
  readonly maps: Readonly<Record<string, MapShape>>;
  /** Parameters of a layer's norms. */
  readonly norms: number;
  /** Parameters outside of the layers, without a classification head: embeddings, last norm, pooler, output layer. */
  readonly outside: number;
  /** Parameters of the classification head that is trained; a language model has none. */
  readonly head: (numLabels: number) => number;
  /** The modules that the paper adapts in this architecture. */
  readonly paperTargets: readonly string[];
}

/** How an architecture's shape follows from its config.json. */
export type ShapeReader = (config: Config) => Omit<ModelShape, 'family'>;
