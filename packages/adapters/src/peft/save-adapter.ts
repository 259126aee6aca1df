import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { replaceFolder, writeFileAtomically, writeSafetensors } from '@lamella/files';
import type { Model } from '@lamella/models';
import type { AdaptedModel } from '../adapter.ts';
import { type HostTensors, toHost } from '../kind/host-tensors.ts';
import type { SavedPart } from '../kind/peft-format.ts';
import { isPlaced, type PlacedConfig } from '../kinds/adapter-kinds.ts';
import { ADAPTER_METHODS, methodOf } from '../methods.ts';
import { toPeftConfig } from './adapter-config.ts';
import { addedParameters, PEFT_PREFIX, storedParameters } from './stored-names.ts';

/** The adapter to save, and its description. */
export interface SaveOptions {
  readonly model: Model;
  readonly adapted: AdaptedModel;
  /** The hub id or the folder of the base model, as PEFT shall find it. */
  readonly baseModel: string;
  /** The commit, branch or tag of a base of the hub. */
  readonly revision?: string | undefined;
  /** Converts a PiSSA adapter into a plain one of twice the rank, which needs no residual: it works on the base as it is. */
  readonly asLora?: boolean;
  /** Names of other files that a replaced folder may hold. */
  readonly replaces?: readonly string[];
  /** Texts of further files of the folder, by name: those of {@link ADAPTER_NOTES}. */
  readonly notes?: Readonly<Partial<Record<(typeof ADAPTER_NOTES)[number], string>>>;
}

/** Files that may lie beside an adapter's own. */
export const ADAPTER_NOTES = ['README.md', 'selection.json', 'task.json'] as const;

/** Names of the files that a folder of an adapter may hold, PEFT's model card included. */
export const ADAPTER_FILES: readonly string[] = [
  'adapter_config.json',
  'adapter_model.safetensors',
  'adapter_model.bin',
  ...ADAPTER_NOTES,
  ...Object.values(ADAPTER_METHODS).flatMap(({ peft }) => peft.folders ?? []),
];

/**
 * Writes an adapter with the trained head in PEFT's format: adapter_config.json and adapter_model.safetensors, and what else
 * its kind needs. Weights that were made at random since the base does not hold them, such as a pooler, are saved with it even
 * if they were not trained: whoever loads the adapter would draw others. The folder is written whole or not at all, and replaces
 * one that is there.
 *
 * @throws {UserError} if there is no adapter, or the folder holds other files
 */
export async function saveAdapter(folder: string, options: SaveOptions): Promise<void> {
  const { config } = options.adapted;
  if (!isPlaced(config))
    throw new UserError(
      `Expected a LoRA adapter to save in PEFT's format, got ${config.kind} fine-tuning: save the model instead.`,
    );
  await replaceFolder(folder, {
    known: [...ADAPTER_FILES, ...(options.replaces ?? [])],
    write: async (to) => {
      await writeParts(to, config, options);
      for (const [name, text] of Object.entries(options.notes ?? {}))
        await writeFileAtomically(join(to, name), text);
    },
  });
}

async function writeParts(
  folder: string,
  config: PlacedConfig,
  { model, adapted, asLora = false, ...base }: SaveOptions,
): Promise<void> {
  const { parts = (): readonly SavedPart<PlacedConfig>[] => [{ config, tensors: new Map() }] } =
    methodOf(config).peft;
  const added = addedParameters(model, adapted);
  const stored = new Map(
    [...storedParameters(adapted), ...added].map(({ name, parameter }) => [parameter, name]),
  );
  const addedModules = [...new Set(added.flatMap(({ modules }) => modules))];
  const trained = toHost([...stored.keys()], (parameter) => stored.get(parameter) ?? parameter.name);
  for (const part of parts(adapted.linears, config, asLora)) {
    const own = new Map([...part.tensors].map(([name, tensor]) => [PEFT_PREFIX + name, tensor]));
    await writeAdapter(
      join(folder, part.folder ?? ''),
      toPeftConfig(model, part.config, { ...base, addedModules }),
      part.folder === undefined ? new Map([...trained, ...own]) : own,
    );
  }
}

async function writeAdapter(
  folder: string,
  config: Readonly<Record<string, unknown>>,
  tensors: HostTensors,
): Promise<void> {
  await writeSafetensors(join(folder, 'adapter_model.safetensors'), tensors, { format: 'pt' });
  await writeFileAtomically(join(folder, 'adapter_config.json'), `${JSON.stringify(config, null, 2)}\n`);
}
