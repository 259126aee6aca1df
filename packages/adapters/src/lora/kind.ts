import type { AdapterKind, PlacedAdapter, SettingsOf } from '../kind/adapter-kind.ts';
import { checkPatterns, type LoraScaleSettings, scaleAt } from '../patterns/index.ts';

/**
 * How A and B start: `standard` as PEFT's default (A random, B zero); `pissa` from the largest singular values of the base,
 * which is left with the rest; `pissa_niter_N` the same by a fast randomised decomposition with N power iterations.
 */
export type LoraInit = 'standard' | 'pissa' | `pissa_niter_${string}`;

/** The settings of LoRA (Hu et al. 2021) and its kin, under the names that PEFT gives them. */
export interface LoraConfig extends PlacedAdapter, LoraScaleSettings {
  readonly kind: 'lora';
  /** rsLoRA (Kalajdzievski 2023): the update is scaled by alpha / √r, not by alpha / r. */
  readonly useRslora?: boolean;
  /** DoRA (Liu et al. 2024): the length of each row of the weight is trained apart from its direction. */
  readonly useDora?: boolean;
  /** `standard` unless given. */
  readonly init?: LoraInit;
}

/** LoRA in a trial, which need not name its kind. */
export type LoraSettings = SettingsOf<LoraConfig> & { readonly kind?: 'lora' };

/** LoRA without its engine. A map has rank · (in + out) trained parameters, and with DoRA out more. */
export const loraKind: AdapterKind<LoraSettings> = {
  title: 'LoRA',
  ownSettings: {
    alpha: { isAlwaysNamed: true },
    init: { neutral: 'standard', isAlwaysNamed: true },
    useRslora: { neutral: false },
    useDora: { neutral: false },
    rankPattern: { neutral: {} },
    alphaPattern: { neutral: {} },
  },
  countParameters(settings, path, { inputs, outputs }) {
    const { rank } = scaleAt(path, settings);
    return rank * (inputs + outputs) + (settings.useDora === true ? outputs : 0);
  },
  checkModules: checkPatterns,
  isConverted: isFastPissa,
};

/** Whether the matrices start from random singular values, which PEFT would draw anew. */
export function isFastPissa({ init = 'standard' }: Pick<LoraConfig, 'init'>): boolean {
  return init.startsWith('pissa_niter_');
}
