import type { Config, ModelShape, Sizes } from './model-shape.ts';

/** The task that a model's head is for. */
export type HeadKind = 'classification' | 'masked-lm' | 'causal-lm';

/**
 * A family's description of itself without its weights and without the engine: loading, saving, planning, conformance, the
 * tokenizer and the defaults of specs derive from it.
 */
export interface FamilyRecord extends Pick<
  ModelShape,
  'kind' | 'layersPath' | 'newerLayersPath' | 'paperTargets'
> {
  /** `model_type` in config.json. */
  readonly name: string;
  /** The heads that its models can have, each with the class that transformers has for it. */
  readonly architectures: Readonly<Partial<Record<HeadKind, string>>>;
  /** The class of its tokenizers where no file names one, without "Fast" (`TOKENIZER_MAPPING_NAMES` of transformers 4.46). */
  readonly tokenizerClass: string;
  /** The class that transformers 5 loads its tokenizers by whatever the files name; `TokenizersBackend` takes tokenizer.json as it stands. */
  readonly fixedTokenizerClass?: string;
  /** The fields of a config.json that older releases of transformers read in the place of newer ones, added where a model is saved. */
  readonly olderFields?: (config: Config) => Config;
  /** Whether layers can be run again in the backward pass, as gradient checkpointing does; true unless it says so. */
  readonly canRecompute?: false;
  /** @throws {UserError} for a size that is missing or is none */
  readSizes(config: Config): Sizes;
}
