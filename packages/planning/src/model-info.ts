import { UserError } from '@lamella/core';
import { configReader, hubSettings, MODEL_FILES, readJsonObject, resolveFolder } from '@lamella/files';
import { embeddedModelFolder, isEmbeddedModel } from '@lamella/models/embedded';
import { probeTokenizer } from '@lamella/models/tokenizer-probe';
import { join } from 'node:path';
import { publishedConfig } from './paper/published-configs.ts';
import { readModelShape } from './model-shape.ts';
import type { ModelSource } from '@lamella/spec';
import { formerModelHash, hashModelFiles, type ModelHash } from './model-hash.ts';

/** Facts about a model that are known without loading its weights. */
export interface ModelInfo {
  readonly config: Readonly<Record<string, unknown>>;
  /** L */
  readonly numLayers: number;
  /** SHA-256 of its files; undefined if its weights have not been downloaded. */
  readonly hash: string | undefined;
  /** Its folder; undefined if its weights have not been downloaded: what lies beside them may be absent as well. */
  readonly folder?: string;
  /** The hash that results carry which were made when fewer of its files were hashed, if it is another. */
  readonly formerHash?: string;
  /** `sha256:…` of each file that the hash is of. */
  readonly files?: ModelHash['files'];
}

/**
 * Finds a model and reads its config.json.
 *
 * @param options.download whether weights that are not here are downloaded; else only config.json is, unless the model is one
 *   of the paper's, whose sizes are known
 * @throws UserError if there is no such model, its config.json is not one of an encoder, or it has no weights, or its tokenizer would end the process that uses it
 */
export async function findModel(
  source: ModelSource,
  options: { readonly download: boolean },
): Promise<ModelInfo> {
  if (isEmbeddedModel(source)) return readModel(embeddedModelFolder(source), true);
  if (options.download) {
    const { folder, files } = await resolveFolder(source, MODEL_FILES);
    if (files.some(isWeights)) return probed(folder, true);
    throw new UserError(
      `Expected weights (such as model.safetensors) in ${folder}, got ${files.join(', ')}.`,
    );
  }
  const settings = { ...hubSettings(), isOffline: true };
  const here = await resolveFolder(source, MODEL_FILES, { settings }).catch(() => undefined);
  const known = typeof source === 'string' ? publishedConfig(source) : undefined;
  if (here === undefined && known !== undefined) return describe(known, { where: source, hash: undefined });
  const { folder, files } = here ?? (await resolveFolder(source, ['config.json']));
  return probed(folder, files.some(isWeights));
}

/** A tokenizer that would end the process that uses it is found before anything is trained. */
async function probed(folder: string, hasWeights: boolean): Promise<ModelInfo> {
  const info = await readModel(folder, hasWeights);
  await probeTokenizer(folder);
  return info;
}

function isWeights(file: string): boolean {
  return /\.(safetensors|bin)$/.test(file);
}

async function readModel(folder: string, hasWeights: boolean): Promise<ModelInfo> {
  const where = join(folder, 'config.json');
  const config = readJsonObject(where);
  if (!hasWeights) return describe(config, { where, hash: undefined });
  const { hash, files } = await hashModelFiles(folder);
  const formerHash = await formerModelHash(folder);
  return describe(config, { where, folder, hash, files, ...(formerHash !== hash && { formerHash }) });
}

function describe(
  config: ModelInfo['config'],
  {
    where,
    ...found
  }: { readonly where: unknown } & Pick<ModelInfo, 'hash' | 'folder' | 'formerHash' | 'files'>,
): ModelInfo {
  // A model that reads images has its language model's sizes apart from the image encoder's.
  const numLayers =
    'text_config' in config
      ? readModelShape(config).numLayers
      : configReader(config, String(where)).layers('num_hidden_layers');
  return { config, numLayers, ...found };
}
