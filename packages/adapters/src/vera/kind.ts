import type { AdapterKind, PlacedAdapter, SettingsOf } from '../kind/adapter-kind.ts';

/** The settings of VeRA (Kopiczko et al. 2024). The seed is of A and B, which all maps share. */
export interface VeraConfig extends PlacedAdapter {
  readonly kind: 'vera';
  /** The initial value of the vectors d. @default 0.1 */
  readonly dInitial?: number;
  /** PEFT does not save biases that it trains with VeRA. */
  readonly bias?: never;
}

/** VeRA in a trial. */
export type VeraSettings = SettingsOf<VeraConfig> & { readonly kind: 'vera' };

/** PEFT's initial value of d; the paper's table 6 says that small values do well. */
export const D_INITIAL = 0.1;

/** VeRA without its engine. A map has rank + out trained parameters: its vectors d and b. */
export const veraKind: AdapterKind<VeraSettings> = {
  title: 'VeRA',
  ownSettings: { dInitial: { neutral: D_INITIAL } },
  countParameters: ({ rank }, _, { outputs }) => rank + outputs,
};

/** The key that A and B are drawn from: PEFT's `projection_prng_key`. A seed that is no whole number is zero there. */
export function projectionKey(seed: number | string): number {
  return typeof seed === 'number' && Number.isSafeInteger(seed) ? seed : 0;
}
