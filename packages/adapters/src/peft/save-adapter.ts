import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { type Tensor, tf } from '@lamella/engine';
import { float32Tensor, type HostTensor, writeFileAtomically, writeSafetensors } from '@lamella/files';
import type { Model } from '@lamella/models';
import type { AdaptedModel, LoraConfig } from '../adapter.ts';
import { isPissa } from '../make-linear.ts';
import { toLoraConfig, toLoraMatrices } from '../pissa/to-lora.ts';
import { toPeftConfig } from './adapter-config.ts';
import { replaceFolder } from './replace-folder.ts';
import { PEFT_PREFIX, type StoredParameter, storedParameters } from './stored-names.ts';

/**
 * The folder inside of a PiSSA adapter's with the matrices that it started from, as an adapter of its own: what PEFT's
 * `path_initial_model_for_weight_conversion` asks for.
 */
export const PISSA_INIT_FOLDER = 'pissa_init';

/** What is saved, and as what. */
export interface SaveOptions {
  readonly model: Model;
  readonly adapted: AdaptedModel;
  /** The hub id or the folder of the base model, as PEFT shall find it. */
  readonly baseModel: string;
  /** Converts a PiSSA adapter into a plain one of twice the rank, which needs no residual: it works on the base as it is. */
  readonly asLora?: boolean;
}

type HostTensors = ReadonlyMap<string, HostTensor>;

/** What a folder of an adapter may hold, PEFT's model card included. */
const KNOWN_FILES = ['adapter_config.json', 'adapter_model.safetensors', 'adapter_model.bin', 'README.md'];

/**
 * Writes an adapter with the trained head in PEFT's format: adapter_config.json and adapter_model.safetensors. The folder is
 * written whole or not at all, and replaces one that is there. An adapter of exact PiSSA names its `init`, by which PEFT makes
 * the residual again, and has its starting matrices in `pissa_init`. One of fast PiSSA, which PEFT would draw anew, is
 * converted as with `asLora`.
 *
 * @throws {UserError} if there is no adapter, or the folder holds other files
 */
export async function saveAdapter(folder: string, options: SaveOptions): Promise<void> {
  const { config } = options.adapted;
  if (config.kind !== 'lora')
    throw new UserError(
      `Expected a LoRA adapter to save in PEFT's format, got ${config.kind} fine-tuning: save the model instead.`,
    );
  const known = [...KNOWN_FILES, PISSA_INIT_FOLDER];
  await replaceFolder(folder, { known, write: (to) => writeParts(to, config, options) });
}

async function writeParts(
  folder: string,
  config: LoraConfig,
  { model, adapted, baseModel, asLora = false }: SaveOptions,
): Promise<void> {
  const write = (to: string, settings: LoraConfig, tensors: HostTensors): Promise<void> =>
    writeAdapter(to, toPeftConfig(model, settings, baseModel), tensors);
  const tensors = toHost(storedParameters(adapted));
  if (!isPissa(config)) return write(folder, config, tensors);
  if (asLora || isConverted(config))
    return write(folder, toLoraConfig(config), new Map([...tensors, ...convert(adapted)]));
  const { init: _, useDora: __, bias: ___, ...start } = config;
  const initial = adapted.loraLinears.flatMap(({ residual }) => (residual ? [residual.a, residual.b] : []));
  await write(
    join(folder, PISSA_INIT_FOLDER),
    start,
    toHost(initial.map((parameter) => ({ name: PEFT_PREFIX + parameter.name, parameter }))),
  );
  await write(folder, config, tensors);
}

/** Whether an adapter is saved in another form than it is trained in: from it, training can't go on. */
export function isConverted({ init = 'standard' }: LoraConfig): boolean {
  return init.startsWith('pissa_niter_');
}

async function writeAdapter(
  folder: string,
  config: Readonly<Record<string, unknown>>,
  tensors: HostTensors,
): Promise<void> {
  await writeSafetensors(join(folder, 'adapter_model.safetensors'), tensors, { format: 'pt' });
  await writeFileAtomically(join(folder, 'adapter_config.json'), `${JSON.stringify(config, null, 2)}\n`);
}

/** The matrices of a PiSSA adapter as those of a plain one of twice the rank. */
function convert({ loraLinears }: AdaptedModel): HostTensors {
  return new Map(
    loraLinears.flatMap((linear) => {
      const matrices = toLoraMatrices(linear);
      const converted = (['a', 'b'] as const).map((key) =>
        hostTensor(PEFT_PREFIX + linear[key].name, matrices[key]),
      );
      tf.dispose([matrices.a, matrices.b]);
      return converted;
    }),
  );
}

function toHost(stored: readonly Pick<StoredParameter, 'name' | 'parameter'>[]): HostTensors {
  return new Map(
    stored.map(({ name, parameter }) => {
      const value = parameter.read();
      const tensor = hostTensor(name, value);
      value.dispose();
      return tensor;
    }),
  );
}

function hostTensor(name: string, tensor: Tensor): readonly [string, HostTensor] {
  return [name, float32Tensor(tensor.shape, tensor.dataSync<'float32'>())];
}
