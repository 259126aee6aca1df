import { canonicalJson, UserError } from '@lamella/core';
import type { AdapterKind } from '../kind/adapter-kind.ts';
import { type LoraConfig, loraKind, type LoraSettings } from '../lora/kind.ts';
import { type VeraConfig, veraKind, type VeraSettings } from '../vera/kind.ts';

/** The configurations of each kind of adapter. */
export interface AdapterConfigs {
  readonly lora: LoraConfig;
  readonly vera: VeraConfig;
}

/** The settings of each kind in a trial. */
export interface AdapterSettings {
  readonly lora: LoraSettings;
  readonly vera: VeraSettings;
}

/** Names of kinds of adapters. */
export type AdapterKindName = keyof AdapterConfigs;

/** An adapter, placed in a model. */
export type PlacedConfig = AdapterConfigs[AdapterKindName];

/** An adapter's settings in a trial; LoRA's name no kind. */
export type KindSettings = AdapterSettings[AdapterKindName];

/** Every kind of adapter without its engine. */
export const ADAPTER_KINDS: Readonly<Record<AdapterKindName, AdapterKind<KindSettings>>> = {
  lora: loraKind,
  vera: veraKind,
};

/** The names, for a spec. */
export const adapterKindNames = Object.keys(ADAPTER_KINDS) as readonly AdapterKindName[];

/** The settings that every kind reads. */
const COMMON = ['rank', 'dropout', 'targets'];

/** Whether a configuration is of a kind of adapter, not of full fine-tuning or the head alone. */
export function isPlaced<T extends { readonly kind: string }>(
  config: T | PlacedConfig,
): config is PlacedConfig {
  return Object.hasOwn(ADAPTER_KINDS, config.kind);
}

/** The kind of an adapter's settings: LoRA unless they name another. */
export function kindOf({ kind = 'lora' }: { readonly kind?: AdapterKindName }): AdapterKind<KindSettings> {
  return ADAPTER_KINDS[kind];
}

/** Whether an adapter is saved in another form than it is trained in: from it, training can't go on. */
export function isConverted(config: PlacedConfig): boolean {
  return ADAPTER_KINDS[config.kind].isConverted?.(config) ?? false;
}

/**
 * The settings that a kind reads, without those that change nothing, so that settings that say so are the same as those that
 * are silent.
 *
 * @param settings of every kind, the rank and alpha as numbers
 * @throws {UserError} (exit code 2) for a setting of another kind that is not neutral
 */
export function settingsOfKind(
  kind: AdapterKindName,
  settings: Readonly<Record<string, unknown>>,
): KindSettings {
  const { ownSettings, title } = ADAPTER_KINDS[kind];
  const isSame = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b);
  const kept = Object.entries(settings).filter(([name, value]) => {
    const own = ownSettings[name];
    if (COMMON.includes(name)) return true;
    if (own !== undefined) return own.isAlwaysNamed === true || !isSame(value, own.neutral);
    refuseForeign(name, value, title);
    return false;
  });
  const named = kind === 'lora' ? kept : [['kind', kind] as const, ...kept];
  return Object.fromEntries(named) as unknown as KindSettings;
}

function refuseForeign(name: string, value: unknown, title: string): void {
  const owner = Object.values(ADAPTER_KINDS).find(({ ownSettings }) => Object.hasOwn(ownSettings, name));
  const { neutral } = owner?.ownSettings[name] ?? {};
  if (owner === undefined || neutral === undefined || canonicalJson(value) === canonicalJson(neutral)) return;
  throw new UserError(
    `Expected adapter.${name} to be left out with ${title}, got ${JSON.stringify(value)}: it is a setting of ${owner.title}.`,
    { exitCode: 2 },
  );
}
