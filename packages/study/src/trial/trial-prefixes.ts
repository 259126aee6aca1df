import { join } from 'node:path';
import type { AdaptedModel } from '@lamella/adapters';
import { cacheFolder, hashJson } from '@lamella/core';
import { VectorCache } from '@lamella/files';
import type { Model } from '@lamella/models';
import type { ResolvedTrial } from '@lamella/spec';
import { FrozenPrefixes, type PrefixCache } from '@lamella/training';
import { prefixCacheBytes } from '../inputs/prefix-cache-bytes.ts';
import type { PreparedTrial } from './find-importance.ts';

/**
 * What is kept of the output of a trial's frozen layers: for all that goes through its model more than once, and in the user's cache for
 * other trials. Caller disposes.
 */
export function trialPrefixes(
  trial: ResolvedTrial,
  { hashes }: Pick<PreparedTrial, 'hashes'>,
  { model, adapted }: { readonly model: Model; readonly adapted: AdaptedModel },
): FrozenPrefixes {
  const { keepFrozenPrefix = 'auto', precision = 'float32' } = trial.training;
  const { quantization } = trial;
  const maxBytes = prefixCacheBytes();
  const cache: PrefixCache | undefined =
    maxBytes === 0
      ? undefined
      : {
          files: new VectorCache({ folder: join(cacheFolder(), 'frozen-layers'), maxBytes }),
          model: hashJson({ model: hashes.model, code: hashes.code, precision, quantization }),
          seed: trial.seed,
        };
  const keep = trial.tuning === 'none' ? false : keepFrozenPrefix;
  return new FrozenPrefixes({ model, trainable: adapted.trainable, keep, cache });
}
