import { join } from 'node:path';
import { float32Tensor, writeFileAtomically, writeSafetensors } from '@lamella/files';
import type { Model } from '@lamella/models';
import { UserError } from '@lamella/core';
import type { AdaptedModel } from '../adapter.ts';
import { toPeftConfig } from './adapter-config.ts';

/** What PEFT puts in front of a weight's name. */
export const PEFT_PREFIX = 'base_model.model.';

/**
 * Writes a LoRA adapter with the trained head in PEFT's format: adapter_config.json and adapter_model.safetensors.
 *
 * @param baseModel the hub id or the folder of the base model, as PEFT shall find it
 */
export async function saveAdapter(
  folder: string,
  {
    model,
    adapted,
    baseModel,
  }: { readonly model: Model; readonly adapted: AdaptedModel; readonly baseModel: string },
): Promise<void> {
  const { config, trainable } = adapted;
  if (config.kind !== 'lora')
    throw new UserError(
      `Expected a LoRA adapter to save in PEFT's format, found ${config.kind} fine-tuning: save the model instead.`,
    );
  const tensors = new Map(
    trainable.map((parameter) => {
      const value = parameter.read();
      const data = value.dataSync<'float32'>();
      value.dispose();
      return [`${PEFT_PREFIX}${parameter.name}`, float32Tensor(parameter.shape, data)];
    }),
  );
  const peftConfig = toPeftConfig(model, config, baseModel);
  await writeSafetensors(join(folder, 'adapter_model.safetensors'), tensors, { format: 'pt' });
  await writeFileAtomically(join(folder, 'adapter_config.json'), `${JSON.stringify(peftConfig, null, 2)}\n`);
}
