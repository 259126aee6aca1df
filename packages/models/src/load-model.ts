import { join } from 'node:path';
import { unknownName, UserError } from '@lamella/core';
import { type Quantization, requireOwnKernels } from '@lamella/engine';
import {
  type Checkpoint,
  isRecord,
  MODEL_FILES,
  openCheckpoint,
  readJsonFile,
  resolveFolder,
  toFloat32,
} from '@lamella/files';
import { bert } from './bert/model.ts';
import { deberta } from './deberta/model.ts';
import { embeddedModelFolder, isEmbeddedModel } from './embedded/embedded-models.ts';
import { gemma } from './gemma/model.ts';
import { llama } from './llama/model.ts';
import { llava } from './llava/model.ts';
import { mistral } from './mistral/model.ts';
import type { HeadKind, Model, ModelConfig, ModelFamily } from './model.ts';
import { modernBert } from './modernbert/model.ts';
import { qwen2 } from './qwen2/model.ts';
import { roberta } from './roberta/model.ts';
import { renameTensors } from './weights/renamed-modules.ts';
import { probeTokenizer } from './tokenizers/probe/index.ts';
import type { WeightType } from './weights/held-weight.ts';
import type { WeightGenerator } from './weights/initial-values.ts';
import type { KeptWeights } from './weights/kept-weights.ts';
import { type TensorReader, WeightAccount } from './weights/weight-account.ts';

/** The architectures that can be loaded: each row is a family of `families/families.ts` with its weights. */
const FAMILIES: readonly ModelFamily[] = [
  roberta,
  bert,
  deberta,
  modernBert,
  llama,
  mistral,
  gemma,
  qwen2,
  llava,
];

/** The architectures (`model_type` in config.json) that can be loaded. */
export const supportedFamilies: readonly string[] = FAMILIES.map(({ record }) => record.name);

/** Where a model is: the name of an embedded one (`mini/roberta`), a folder, or a hub id. */
export type ModelReference = string | { readonly id: string; readonly revision?: string | undefined };

/**
 * The folder of a model, downloaded if it is a hub id and not in the cache.
 *
 * @throws UserError if there is none, or its tokenizer would end the process that uses it
 */
export async function resolveModelFolder(reference: ModelReference): Promise<string> {
  if (isEmbeddedModel(reference)) return embeddedModelFolder(reference);
  const { id, revision } = typeof reference === 'string' ? { id: reference, revision: undefined } : reference;
  const { folder } = await resolveFolder(revision === undefined ? id : { id, revision }, MODEL_FILES);
  await probeTokenizer(folder);
  return folder;
}

/** Options of loading a model. */
export interface LoadModelOptions {
  readonly head: HeadKind;
  /** Outputs of a new classification head; that of config.json if left out. */
  readonly numLabels?: number;
  /** Seed of new weights. @default 0 */
  readonly seed?: number | string;
  /**
   * The type in which matrices are held while they are frozen. With `bfloat16` they take half the memory, and compiled steps
   * multiply by them in bfloat16 with float32 sums. @default 'float32'
   */
  readonly weights?: WeightType;
  /**
   * How the linear maps of layers are quantised, tensor by tensor while they are read. They stay frozen, and products with them are
   * computed in bfloat16 with float32 sums. Absent: they are held as `weights` says.
   */
  readonly quantization?: Quantization | undefined;
  /** Weights that were read for a model before, of a checkpoint with this hash. @default all are read */
  readonly kept?: { readonly weights: KeptWeights; readonly hash: string } | undefined;
}

/** Options of creating a model with new weights. */
export interface CreateModelOptions extends LoadModelOptions {
  /** Weights have shapes and no values, for `planOperations`. @default false */
  readonly isSymbolic?: boolean;
  /** What draws the weights. @default 'portable' */
  readonly generator?: WeightGenerator;
}

/**
 * Loads a model from a Hugging Face folder.
 *
 * A head that the checkpoint does not hold, or that has another number of outputs, is new: weights from a normal
 * distribution with the config's `initializer_range`, biases zero.
 *
 * @returns the model; caller disposes
 * @throws {UserError} if the architecture is not supported, or a tensor is missing, misshapen or unknown
 */
export function loadModel(folder: string, options: LoadModelOptions): Model {
  const where = join(folder, 'config.json');
  const source = readJsonFile(where);
  if (!isRecord(source)) throw new UserError(`Expected a JSON object in ${where}.`);
  const { kept, weights, quantization } = options;
  kept?.weights.begin({ hash: kept.hash, weights, quantization });
  const checkpoint = openCheckpoint(folder);
  try {
    return buildModel(source, { ...options, where: folder, reader: checkpointReader(checkpoint) });
  } finally {
    checkpoint.close();
  }
}

/** A model with new weights, for pre-training and benchmarks. Caller disposes. */
export function createModel(config: Readonly<Record<string, unknown>>, options: CreateModelOptions): Model {
  return buildModel(config, { ...options, where: 'the given config', reader: undefined });
}

/** Reads the sizes of a model's config.json, without its weights. */
export function readModelConfig(source: Readonly<Record<string, unknown>>, where: string): ModelConfig {
  return findFamily(source['model_type'], where).readConfig(source, where);
}

function buildModel(
  source: Readonly<Record<string, unknown>>,
  options: CreateModelOptions & { readonly where: string; readonly reader: TensorReader | undefined },
): Model {
  const { where, head } = options;
  if (options.quantization !== undefined) requireOwnKernels('a quantised model');
  const configFile = options.reader === undefined ? where : join(where, 'config.json');
  const family = findFamily(source['model_type'], configFile);
  const { name, architectures } = family.record;
  if (!Object.hasOwn(architectures, head))
    throw new UserError(
      `Expected the head of a ${name} model to be one of ${Object.keys(architectures).join(', ')}, got ${head}.`,
    );
  const stored = family.readConfig(source, configFile);
  const config = { ...stored, numLabels: options.numLabels ?? stored.numLabels };
  const isOtherHead = head === 'classification' && config.numLabels !== stored.numLabels;
  const account = new WeightAccount({
    reader: options.reader && renameTensors(options.reader, family, where),
    where,
    seed: options.seed ?? 0,
    standardDeviation: config.initializerRange,
    mayBeNew: head === 'classification' ? family.newHead : [],
    // As transformers' ignore_mismatched_sizes: only what has another number of outputs is new, a pooler is kept.
    mayReplaceMisshapen: isOtherHead,
    weights: options.weights,
    quantization: options.quantization,
    kept: options.kept?.weights,
    bodyPrefix: family.bodyPrefix,
    isSymbolic: options.isSymbolic,
    generator: options.generator,
  });
  try {
    const model = family.create(config, account, head);
    account.checkNothingIsLeft(family.ignoredWeights);
    return Object.assign(model, { newWeights: account.newWeights });
  } catch (error) {
    account.dispose();
    throw error;
  }
}

function findFamily(name: unknown, where: string): ModelFamily {
  const family = FAMILIES.find(({ record }) => record.name === String(name));
  if (family !== undefined) return family;
  throw new UserError(
    `${unknownName('architecture', String(name), supportedFamilies)} It is "model_type" in ${where}.`,
  );
}

function checkpointReader(checkpoint: Checkpoint): TensorReader {
  return {
    names: () => checkpoint.names(),
    shape: (name) => checkpoint.entry(name).shape,
    read: (name) => toFloat32(checkpoint.read(name)),
    readBfloat16: (name) => {
      if (checkpoint.entry(name).dtype !== 'bfloat16') return undefined;
      return checkpoint.read(name).bytes;
    },
  };
}
