import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { type Parameter, type Tensor, tf } from '@lamella/engine';
import { float32Tensor, type HostTensor, writeFileAtomically, writeSafetensors } from '@lamella/files';
import type { Model } from '@lamella/models';
import type { AdaptedModel, LoraConfig } from '../adapter.ts';
import { isPissa } from '../make-linear.ts';
import { toLoraConfig, toLoraMatrices } from '../pissa/to-lora.ts';
import { toPeftConfig } from './adapter-config.ts';

/** What PEFT puts in front of a weight's name. */
export const PEFT_PREFIX = 'base_model.model.';

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

/**
 * Writes an adapter with the trained head in PEFT's format: adapter_config.json and adapter_model.safetensors. A PiSSA
 * adapter names its `init`, by which PEFT makes the residual again, and has its starting matrices in `pissa_init`.
 */
export async function saveAdapter(
  folder: string,
  { model, adapted, baseModel, asLora = false }: SaveOptions,
): Promise<void> {
  const { config, trainable, loraLinears } = adapted;
  if (config.kind !== 'lora')
    throw new UserError(
      `Expected a LoRA adapter to save in PEFT's format, found ${config.kind} fine-tuning: save the model instead.`,
    );
  const write = (to: string, settings: LoraConfig, tensors: HostTensors): Promise<void> =>
    writeAdapter(to, toPeftConfig(model, settings, baseModel), tensors);
  const tensors = toHost(trainable);
  if (!isPissa(config)) return write(folder, config, tensors);
  if (asLora) return write(folder, toLoraConfig(config), new Map([...tensors, ...convert(adapted)]));
  const { init: _, useDora: __, ...start } = config;
  const initial = loraLinears.flatMap(({ residual }) => (residual ? [residual.a, residual.b] : []));
  await write(join(folder, PISSA_INIT_FOLDER), start, toHost(initial));
  await write(folder, config, tensors);
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
      const converted = (['a', 'b'] as const).map((key) => hostTensor(linear[key].name, matrices[key]));
      tf.dispose([matrices.a, matrices.b]);
      return converted;
    }),
  );
}

function toHost(parameters: readonly Parameter[]): HostTensors {
  return new Map(
    parameters.map((parameter) => {
      const value = parameter.read();
      const tensor = hostTensor(parameter.name, value);
      value.dispose();
      return tensor;
    }),
  );
}

function hostTensor(name: string, tensor: Tensor): readonly [string, HostTensor] {
  return [`${PEFT_PREFIX}${name}`, float32Tensor(tensor.shape, tensor.dataSync<'float32'>())];
}
