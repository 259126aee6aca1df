import { adapterKindNames } from '@lamella/adapters/kinds';
import { type OtherScoreName, otherScoreNames } from '@lamella/tasks';
import { z } from 'zod';
import {
  anyOf,
  listOf,
  numberFromZero,
  oneOf,
  overridesOf,
  pattern,
  positiveNumber,
  rate,
  section,
  text,
  trueOrFalse,
  wholeNumber,
} from './fields.ts';

/** The settings of a trial, each with its meaning; `defaults.ts` says what holds where a spec is silent. */

/** More than any model, machine or paper has: what is beyond is a slip, and told before it is tried. */
export const most = {
  rank: 2 ** 16,
  tokens: 2 ** 20,
  batch: 2 ** 20,
  epochs: 100_000,
  answers: 10_000,
  workers: 1024,
  heads: 1000,
};

const adapterShape = {
  kind: oneOf(adapterKindNames).describe('What is put around the target modules (default: lora)'),
  rank: wholeNumber(1, most.rank).describe(
    'Rank r of the LoRA matrices, where the sweep does not say otherwise',
  ),
  alpha: anyOf(
    [positiveNumber(), section({ timesRank: positiveNumber() })],
    'a number above 0, or {timesRank: number}',
  ).describe('LoRA is scaled by alpha / rank; {timesRank: 2} keeps that scale in a sweep over ranks'),
  dropout: rate().describe("Dropout before LoRA's A"),
  targets: z
    .array(text('a name of a module'), { error: 'a list of module names' })
    .min(1, { error: 'a list with at least one module name' })
    .describe('Modules of a layer that get an adapter, such as query and value'),
  init: anyOf(
    [z.literal('standard'), z.literal('pissa'), z.templateLiteral(['pissa_niter_', z.string().regex(/\d+/)])],
    'one of standard, pissa, pissa_niter_N (N power iterations, such as pissa_niter_16)',
  ).describe(
    "How A and B start: as PEFT's default does it, or by PiSSA from the base's largest singular values, exactly or by a fast randomised decomposition",
  ),
  dInitial: positiveNumber().describe('VeRA: what the vectors d start as (default: 0.1)'),
  useRslora: trueOrFalse().describe('rsLoRA: LoRA is scaled by alpha / sqrt(rank)'),
  useDora: trueOrFalse().describe(
    "DoRA: the lengths of a weight's rows are trained apart from their directions",
  ),
  rankPattern: pattern(wholeNumber(1, most.rank), 'ranks').describe(
    "Other ranks by module, by PEFT's rule: a key is the end of a module's path, such as layer.3.attention.self.query, or a regular expression of it",
  ),
  alphaPattern: pattern(positiveNumber(), 'numbers above 0').describe(
    'Other alphas by module, with the keys of rankPattern',
  ),
};

const importanceShape = {
  samples: anyOf(
    [z.literal('all'), wholeNumber(2), section({ random: wholeNumber(2), seed: wholeNumber(0) })],
    'all, a number (the first n of the training set) or {random: n, seed: s}',
  ).describe('Training examples that importance is measured on'),
  pooling: oneOf(['cls', 'last', 'last-content', 'mean']).describe(
    'What represents a sample in CKA: the first token, the last one, the last one before the ending that most samples share, or the mean over tokens',
  ),
  dropFirst: anyOf([trueOrFalse(), z.literal('auto')], 'auto, true or false').describe(
    "CKA: which layers are left out for a value that means nothing. auto: those whose input is the same for every sample, such as an encoder's first layer at CLS; true: the first of the sorted order, whatever it is, as the paper does; false: none (default: true if pooling is cls, else false)",
  ),
  lastLayer: oneOf(['normed', 'raw']).describe(
    'Where the last representation is taken in models with a final norm: after it as in the paper, or before it',
  ),
  maxLength: wholeNumber(2, most.tokens).describe("Longest input in tokens (default: training's)"),
  batchSize: wholeNumber(1, most.batch).describe('Examples in a batch; changes time and memory only'),
  fisher: section({
    normalise: trueOrFalse().default(false).describe("Divide by the layer's number of weights"),
    withRespectTo: oneOf(['weights', 'lora-b'])
      .default('weights')
      .describe('Frozen weights, or the B matrices of a fresh LoRA'),
    seed: wholeNumber(0)
      .default(0)
      .describe('Seed of the head (and of LoRA) that the gradients are taken with'),
    heads: wholeNumber(1, most.heads)
      .default(1)
      .describe(
        'Number of new heads, of the seeds from seed on, that importance is the mean over; refused where the checkpoint holds the head',
      ),
  }).describe('Options of importance by gradients: fim and gradient-norm'),
};

const trainingShape = {
  epochs: wholeNumber(1, most.epochs),
  batchSize: wholeNumber(1, most.batch).describe('Examples in a batch that is computed at once'),
  evaluationBatchSize: wholeNumber(1, most.batch).describe(
    'Examples in a batch of an evaluation; changes time and memory only',
  ),
  accumulation: section({
    steps: wholeNumber(1, most.batch),
    mode: oneOf(['mean', 'sum', 'tokens'])
      .default('mean')
      .describe(
        'mean: as one larger batch; sum: gradients are added; tokens: every token that is learnt counts the same',
      ),
  }).describe('Batches per step of the optimiser'),
  learningRate: positiveNumber().describe('Highest learning rate, reached after warm-up'),
  schedule: oneOf(['linear', 'cosine', 'constant']),
  warmup: anyOf(
    [section({ ratio: rate() }), section({ steps: wholeNumber(0) })],
    '{ratio: number} or {steps: number}',
  ).describe('Length of the warm-up, as a ratio of all steps or as a number of steps'),
  weightDecay: numberFromZero().describe('Decoupled weight decay, not applied to biases and norms'),
  maxGradNorm: anyOf([positiveNumber(), z.literal('none')], 'a number above 0, or none').describe(
    'Gradients are scaled down to this norm',
  ),
  adam: section({
    beta1: rate().default(0.9),
    beta2: rate().default(0.999),
    epsilon: positiveNumber().default(1e-8),
  }).describe("AdamW's constants"),
  maxLength: wholeNumber(2, most.tokens).describe('Longest input in tokens; longer ones are cut'),
  dropout: oneOf(['model', 'none']).describe('Dropout inside the model: as its config.json says, or none'),
  checkpoint: oneOf(['last', 'best']).describe(
    'Which weights give the score: the last, or those of the best epoch',
  ),
  earlyStopping: section({
    metric: z
      .exactOptional(text("a score's name"))
      .describe(
        'Score of the dev set that is followed, and that the best checkpoint is chosen by (default: the one that counts for the task)',
      ),
    patience: wholeNumber(1).describe('Epochs in a row without improvement after which training ends'),
    minDelta: z
      .exactOptional(numberFromZero())
      .describe('What the best score must be exceeded by to count as an improvement (default: 0)'),
  }).describe(
    "End a training that no longer improves, as transformers' EarlyStoppingCallback does; the schedule stays that of all epochs",
  ),
  sortWindow: wholeNumber(1, most.batch).describe(
    'Batches in a window of shuffled examples that is sorted by length, so that there is less padding; the order of the batches is shuffled (default: 1, no sorting)',
  ),
  packing: oneOf(['auto', 'off']).describe(
    'auto: texts of a batch lie one after another without padding, where the model reads them so and that saves more than compiling steps for more shapes takes; batches, losses and dropout are the same as with off, but for rounding (default: auto)',
  ),
  precision: oneOf(['float32', 'bfloat16']).describe(
    'bfloat16 holds frozen matrices in that type and multiplies in it; sums, adapters and the optimiser stay float32 (default: float32)',
  ),
  keepFrozenPrefix: anyOf([trueOrFalse(), z.literal('auto')], 'auto, true or false').describe(
    'The layers below the lowest trained one run once per text, and their output is kept for later epochs, evaluations and other trials, 4 bytes × hidden size per token. auto: where that changes no number: they have no dropout in training, and a text has the same hidden states in every batch (processors with AVX-512); true: in any case, without dropout in these layers; false: never. Without effect where the lowest layer or everything is trained (default: auto)',
  ),
  newModules: oneOf(['frozen', 'trained']).describe(
    'Modules that the checkpoint lacks besides the head, such as the pooler of a model of sentence embeddings: left as they are drawn, or trained in full with the head (default: frozen)',
  ),
  pooler: oneOf(['frozen', 'trained']).describe(
    "The pooler between the layers and the classifier of BERT, DeBERTa and ModernBERT: as it is, or trained in full with the head, also one of the checkpoint, as with PEFT's modules_to_save (default: frozen)",
  ),
  gradientCheckpointing: trueOrFalse().describe(
    'Keep the inputs of layers alone for the backward pass, which computes the layers again: less memory, more time; on CPUs, not for DeBERTa (default: false)',
  ),
};

const generationShape = {
  maxNewTokens: wholeNumber(1, most.tokens).describe("Longest answer in tokens (default: the benchmark's)"),
  samples: wholeNumber(1, most.answers).describe(
    'Answers per problem; more than one are drawn at a temperature',
  ),
  temperature: positiveNumber().describe(
    'Temperature that answers are drawn at; without it the likeliest tokens are taken',
  ),
  k: z
    .array(wholeNumber(1), { error: 'a list of whole numbers of at least 1' })
    .min(1, { error: 'a list with at least one number' })
    .describe('Values of k for pass@k, at most as many as samples'),
  seed: wholeNumber(0).describe('Seed that answers are drawn with'),
  scores: listOf(oneOf(otherScoreNames), 'scores').describe(
    "Scores of other graders, beside the benchmark's own (default: none): GSM8K's answers by MetaMath's script (metamath) and lm-evaluation-harness (lm-eval-strict, lm-eval-flexible); MATH's by metamath, and by Hendrycks' or Minerva's rules of equality; HumanEval's and MBPP's programs as EvalPlus takes them out of answers; ScienceQA's letters by lmms-eval, whose answers have 16 tokens",
  ),
};

const rowsShape = {
  train: wholeNumber(1).describe('Use the first n training examples'),
  dev: wholeNumber(1).describe('Use the first n dev examples'),
};

export const rowsOverrides = overridesOf(rowsShape);
export const adapterOverrides = overridesOf(adapterShape);
export const importanceOverrides = overridesOf(importanceShape);
export const trainingOverrides = overridesOf(trainingShape);
export const generationOverrides = overridesOf(generationShape);

type Complete<Overrides extends z.ZodType> = Readonly<Required<z.output<Overrides>>>;

type VariantName = 'kind' | 'dInitial' | 'useRslora' | 'useDora' | 'rankPattern' | 'alphaPattern';
type Variants = Pick<Complete<typeof adapterOverrides>, VariantName>;
/** The kind and the variants of LoRA are left out unless a spec names them. */
export type AdapterSettings = Omit<Complete<typeof adapterOverrides>, VariantName> & Partial<Variants>;
/** Settings of training; those beyond GLUE's are left out unless a spec names them. */
export type TrainingChoices = Omit<
  Complete<typeof trainingOverrides>,
  | 'earlyStopping'
  | 'sortWindow'
  | 'packing'
  | 'precision'
  | 'keepFrozenPrefix'
  | 'newModules'
  | 'pooler'
  | 'gradientCheckpointing'
> & {
  readonly earlyStopping?: Complete<typeof trainingOverrides>['earlyStopping'];
  readonly sortWindow?: number;
  readonly packing?: 'auto' | 'off';
  readonly precision?: 'float32' | 'bfloat16';
  readonly keepFrozenPrefix?: boolean | 'auto';
  readonly newModules?: 'frozen' | 'trained';
  readonly pooler?: 'frozen' | 'trained';
  readonly gradientCheckpointing?: boolean;
};
/** `maxNewTokens` is the benchmark's, and without a temperature the likeliest tokens are taken. */
export type GenerationChoices = Omit<Readonly<z.output<typeof generationOverrides>>, 'k' | 'scores'> & {
  readonly k?: readonly number[];
  readonly scores?: readonly OtherScoreName[];
};
/** `maxLength` follows the training settings, and `dropFirst` the pooling, unless they are set. */
export type ImportanceSettings = Omit<
  Complete<typeof importanceOverrides>,
  'maxLength' | 'dropFirst' | 'lastLayer'
> & {
  readonly maxLength?: number;
  readonly dropFirst?: boolean | 'auto';
  readonly lastLayer?: 'normed' | 'raw';
};
export type Rows = Readonly<z.output<typeof rowsOverrides>>;
