import { ADAPTER_KINDS } from '@lamella/adapters/kinds';
import type { ResolvedTrial } from '@lamella/spec';

/** The trained part of a model in words: `DoRA of rank 8 (alpha 16) on query, value`. */
export function formatAdapter({ tuning, adapter }: ResolvedTrial): string {
  if (tuning === 'full') return 'all weights';
  if (adapter === null) return tuning === 'head' ? 'the head alone' : 'nothing';
  const alpha = 'alpha' in adapter ? ` (alpha ${adapter.alpha})` : '';
  return `${nameOf(adapter)} of rank ${adapter.rank}${alpha} on ${adapter.targets.join(', ')}`;
}

function nameOf(adapter: NonNullable<ResolvedTrial['adapter']>): string {
  if (!('alpha' in adapter)) return ADAPTER_KINDS[adapter.kind].title;
  const { init = 'standard', useDora = false, useRslora = false } = adapter;
  const kin = [init === 'standard' ? '' : 'PiSSA', useRslora ? 'rsLoRA' : '', useDora ? 'DoRA' : ''];
  return kin.filter((name) => name !== '').join(' with ') || ADAPTER_KINDS.lora.title;
}
