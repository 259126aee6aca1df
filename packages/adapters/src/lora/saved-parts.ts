import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { tf } from '@lamella/engine';
import type { WeightsFile } from '@lamella/files';
import type { AdaptedLinear } from '../kind/adapted-linear.ts';
import { hostTensor, type HostTensors, toHost } from '../kind/host-tensors.ts';
import type { SavedPart } from '../kind/peft-format.ts';
import { isFastPissa, type LoraConfig } from './kind.ts';
import { isPissa, loraLinears } from './make-linear.ts';
import { toLoraConfig, toLoraMatrices } from './to-plain-lora.ts';

/**
 * The folder inside of a PiSSA adapter's with the matrices that it started from, as an adapter of its own: what PEFT's
 * `path_initial_model_for_weight_conversion` asks for.
 */
export const PISSA_INIT_FOLDER = 'pissa_init';

/**
 * The saved form of an adapter: LoRA and DoRA as they are. One of exact PiSSA names its `init`, by which PEFT makes the
 * residual again, and has its starting matrices in `pissa_init`. One of fast PiSSA, which PEFT would draw anew, becomes the
 * plain one of twice the rank, as with `asLora`.
 */
export function loraParts(
  linears: readonly AdaptedLinear[],
  config: LoraConfig,
  asLora: boolean,
): readonly SavedPart<LoraConfig>[] {
  const asTrained = { config, tensors: new Map() };
  if (!isPissa(config)) return [asTrained];
  if (asLora || isFastPissa(config)) return [{ config: toLoraConfig(config), tensors: convert(linears) }];
  const { init: _, useDora: __, bias: ___, ...start } = config;
  const initial = loraLinears({ linears }).flatMap(({ residual }) =>
    residual ? [residual.a, residual.b] : [],
  );
  return [{ folder: PISSA_INIT_FOLDER, config: start, tensors: toHost(initial) }, asTrained];
}

/** The matrices of a PiSSA adapter as those of a plain one of twice the rank. */
function convert(linears: readonly AdaptedLinear[]): HostTensors {
  return new Map(
    loraLinears({ linears }).flatMap((linear) => {
      const matrices = toLoraMatrices(linear);
      const converted = (['a', 'b'] as const).map(
        (key) => [linear[key].name, hostTensor(matrices[key])] as const,
      );
      tf.dispose([matrices.a, matrices.b]);
      return converted;
    }),
  );
}

/**
 * The matrices that a PiSSA adapter started from. Without them the exact decomposition is made again; a random one can't be,
 * since PEFT does not say what it was.
 */
export function openPissaStart(
  folder: string,
  config: LoraConfig,
  open: (folder: string) => WeightsFile,
): WeightsFile | undefined {
  if (!isPissa(config)) return undefined;
  const start = join(folder, PISSA_INIT_FOLDER);
  if (existsSync(start)) return open(start);
  if (config.init === 'pissa') return undefined;
  throw new UserError(
    `Expected the matrices that the adapter in ${folder} started from in its folder ${PISSA_INIT_FOLDER}, got none: ${config.init} is random and can't be repeated. Save them with PEFT before training, or let PEFT convert the adapter (save_pretrained with path_initial_model_for_weight_conversion).`,
  );
}
