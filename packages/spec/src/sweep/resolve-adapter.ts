import { settingsOfKind } from '@lamella/adapters/kinds';
import type { AdapterSettings } from '../language/settings.ts';
import type { ResolvedAdapter } from './trial.ts';

/** An adapter's settings at a rank. */
export function resolveAdapter(adapter: AdapterSettings, rank: number): ResolvedAdapter {
  const { kind = 'lora', ...settings } = adapter;
  return settingsOfKind(kind, { ...settings, rank, alpha: alphaAt(adapter, rank) });
}

/** LoRA's alpha at a rank. */
export function alphaAt({ alpha }: AdapterSettings, rank: number): number {
  return typeof alpha === 'number' ? alpha : alpha.timesRank * rank;
}
