import { z } from 'zod';

/** The fields of the reference set's JSON files that cases read; other fields are comments and are passed over. */

const numbers = z.array(z.number());
const byCount = z.record(z.string(), numbers);

export const referenceJson = z.object({
  family: z.string(),
  reference: z.object({
    /** A text, or a pair of texts, per row. */
    texts: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
    max_length: z.number(),
    loss_kind: z.enum(['cross_entropy', 'mse']),
  }),
  /** Greedy decoding, one prompt at a time. */
  generation: z
    .object({
      new_tokens: z.number(),
      prompts: z.array(
        z.object({
          prompt_ids: numbers,
          /** The end-of-text token is passed over. */
          new_ids: numbers,
          hf_generate_with_eos_stop: numbers,
          /** Which image the prompt shows. */
          image: z.number().nullish(),
        }),
      ),
    })
    .optional(),
});
export type ReferenceJson = z.infer<typeof referenceJson>;

export const trajectoryJson = z.object({
  optimizer: z.object({
    betas: z.tuple([z.number(), z.number()]),
    eps: z.number(),
    weight_decay: z.number(),
    lr: z.number(),
    max_grad_norm: z.number(),
  }),
  schedule: z.enum(['linear', 'cosine', 'constant']),
  warmup_steps: z.number(),
  steps: z.number(),
  gradient_accumulation: z.number(),
  gradient_accumulation_mode: z.enum(['sum', 'mean', 'tokens']).nullable(),
  layers: numbers,
  full_fine_tuning: z.boolean(),
  loss: numbers,
  grad_norm: numbers,
  lr_used: numbers,
  decay_parameters: z.array(z.string()),
  no_decay_parameters: z.array(z.string()),
  /** The folder of the adapter after training. */
  adapter: z.string().nullable(),
});
export type TrajectoryJson = z.infer<typeof trajectoryJson>;

export const randomLoraJson = z.object({
  r: z.number(),
  alpha: z.number(),
  layers: numbers,
  targets: z.array(z.string()),
});
export type RandomLoraJson = z.infer<typeof randomLoraJson>;

/** One entry per trajectory or random adapter, by name. */
export const trainJson = z.record(z.string(), z.unknown());
export type TrainJson = z.infer<typeof trainJson>;

const rankingJson = z.object({
  order: numbers,
  top: byCount,
  order_without_first: numbers,
  top_without_first: byCount,
});
export type RankingJson = z.infer<typeof rankingJson>;

const ckaJson = rankingJson.extend({
  linear: numbers,
  importance: numbers,
  debiased: numbers,
  /** By bandwidth factor. */
  rbf: z.record(z.string(), numbers),
});
export type CkaJson = z.infer<typeof ckaJson>;

/** Decoders also have it with the last representation before the final norm. */
const ckaOfPoolingJson = ckaJson.extend({ raw_last_layer: ckaJson.optional() });

export const fisherScoresJson = z.object({
  layers: z.array(
    z.object({
      layer: z.number(),
      sum: z.number(),
      mean: z.number(),
      per_weight: z.record(z.string(), z.number()),
    }),
  ),
  ranking: rankingJson,
  ranking_by_mean: rankingJson,
});
export type FisherScoresJson = z.infer<typeof fisherScoresJson>;

const fisherJson = z.looseObject({
  /** How many of the samples, from the first. */
  samples: z.number(),
  r: z.number(),
  alpha: z.number(),
  targets: z.array(z.string()),
});
export type FisherJson = z.infer<typeof fisherJson>;

export const importanceJson = z.object({
  cka: z.object({ position: ckaOfPoolingJson, mean: ckaOfPoolingJson }),
  fisher: fisherJson,
});
export type ImportanceJson = z.infer<typeof importanceJson>;

const offsets = z.array(z.tuple([z.number(), z.number()]));

export const tokenizerJson = z.object({
  singles: z.array(
    z.object({
      text: z.string(),
      ids: numbers,
      offsets,
      ids_no_special: numbers,
      decoded: z.string(),
      decoded_skip: z.string(),
    }),
  ),
  pairs: z.array(
    z.object({
      text: z.string(),
      pair: z.string(),
      ids: numbers,
      offsets,
      token_type_ids: numbers,
      longest_first_10: numbers,
    }),
  ),
  padded_batch: z.object({
    texts: z.array(z.string()),
    max_length: z.number(),
    input_ids: z.array(numbers),
    attention_mask: z.array(numbers),
  }),
});

/** Folders whose tokenizer.json is overridden by the files beside it, with what `transformers` makes of texts. */
export const tokenizerOverridesJson = z.object({
  transformers: z.string(),
  texts: z.array(z.string()),
  pairs: z.array(z.tuple([z.string(), z.string()])),
  max_length: z.number(),
  cases: z.array(
    z.object({
      family: z.string(),
      /** The files beside tokenizer.json, by name. */
      files: z.record(z.string(), z.unknown()),
      /** The fields of the family's tokenizer.json that are others. */
      tokenizer_json: z.record(z.string(), z.unknown()),
      expected: z.record(z.string(), z.unknown()),
    }),
  ),
});

/** Texts with what `transformers` makes of them by a model of SentencePiece. */
export const sentencePieceJson = z.object({
  singles: z.array(
    z.object({ text: z.string(), ids: numbers, ids_no_special: numbers, decoded: z.string().optional() }),
  ),
  pairs: z
    .array(z.object({ text: z.string(), pair: z.string(), ids: numbers, token_type_ids: numbers }))
    .optional(),
});

const storedValues = z.object({ dtype: z.string(), shape: numbers, sum: z.number(), first: numbers });
export type StoredValues = z.infer<typeof storedValues>;

/** Tensors of a file, by their names. */
export const storedValuesJson = z.record(z.string(), storedValues);

export const ckaCasesJson = z.object({
  cases: z.record(
    z.string(),
    z.object({ linear: z.number(), debiased: z.number(), rbf: z.record(z.string(), z.number()) }),
  ),
});

const metricCase = z.looseObject({ name: z.string(), labels: numbers, predictions: numbers });

export const metricsJson = z.object({
  classification: z.array(metricCase),
  regression: z.array(metricCase),
});

const modelCase = z.object({
  /** Also the prefix of its tensors. */
  name: z.string(),
  head: z.enum(['classification', 'masked-lm', 'causal-lm']),
  config: z.record(z.string(), z.unknown()),
  /** A file of weights beside it. */
  weights: z.string(),
  verdict: z.enum(['equal', 'refused', 'equal or refused']),
  /** Words that the message of a refusal has to name. */
  names: z.array(z.string()).default([]),
});
export type ModelCase = z.infer<typeof modelCase>;

/** Models with what `transformers` makes of their config.json, or that have to be refused. */
export const modelCasesJson = z.object({ cases: z.array(modelCase) });
export type ModelCasesJson = z.infer<typeof modelCasesJson>;
