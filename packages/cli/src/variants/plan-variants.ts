import type { DropFirst } from '@lamella/metrics/selection';
import { readsDropFirst } from '@lamella/metrics/selection';
import type { ForwardImportanceSettings } from '@lamella/spec';
import { POOLINGS } from '@lamella/training';
import type { VariantOption } from './variant-options.ts';

/** A choice of measuring: one setting is another than the base's. */
export interface Variant {
  /** The setting, and its value in words; of the base, none. */
  readonly option: VariantOption | 'base';
  readonly value: string;
  readonly dropFirst: DropFirst;
  readonly settings: ForwardImportanceSettings;
}

/** What a variant is called: its setting and value, or `base`. */
export function variantName({ option, value }: Pick<Variant, 'option' | 'value'>): string {
  return option === 'base' ? option : `${option} ${value}`;
}

/** A variant that a model or its data can't have, and why. */
export interface LeftOut {
  readonly variant: string;
  readonly why: string;
}

/** The choice that all variants are compared with. */
export interface VariantBase {
  readonly settings: ForwardImportanceSettings;
  readonly dropFirst: DropFirst;
  readonly numSamples: number;
  /** N, and the layers that it is chosen of. */
  readonly count: number;
  readonly numLayers: number;
  readonly kind: 'encoder' | 'decoder';
}

/** The variants, the base first, and those that there can't be. */
export interface VariantPlan {
  readonly variants: readonly Variant[];
  readonly leftOut: readonly LeftOut[];
}

/** The fewest samples of a variant. */
const fewest = 16;

/**
 * Plans the variants of some settings: each differs from the base in one of them. Those of other maximum lengths come from
 * `planLengths`, as they depend on the texts.
 */
export function planVariants(base: VariantBase, options: readonly VariantOption[]): VariantPlan {
  const { settings, dropFirst } = base;
  const plans: Partial<Record<VariantOption, (base: VariantBase) => VariantPlan>> = {
    'drop-first': dropFirstVariants,
    pooling: poolingVariants,
    'last-layer': lastLayerVariants,
    samples: sampleVariants,
  };
  const made = options.map((option) => plans[option]?.(base) ?? { variants: [], leftOut: [] });
  return {
    variants: [
      { option: 'base', value: 'base', dropFirst, settings },
      ...made.flatMap(({ variants }) => variants),
    ],
    leftOut: made.flatMap(({ leftOut }) => leftOut),
  };
}

function dropFirstVariants({ settings, dropFirst, count, numLayers }: VariantBase): VariantPlan {
  const { method } = settings;
  if (!readsDropFirst(method)) return only({ variant: 'drop-first', why: `${method} does not read it` });
  const others = (['auto', true, false] as const).filter((value) => value !== dropFirst);
  const fitting = others.filter((value) => value !== true || count < numLayers);
  return {
    variants: fitting.map((value) => ({
      ...{ option: 'drop-first', value: String(value), dropFirst: value, settings },
    })),
    leftOut: others
      .filter((value) => !fitting.includes(value))
      .map((value) => ({ variant: `drop-first ${value}`, why: `all ${numLayers} layers are selected` })),
  };
}

function poolingVariants({ settings, dropFirst, kind }: VariantBase): VariantPlan {
  const others = POOLINGS.filter((pooling) => pooling !== settings.pooling);
  const fitting = others.filter((pooling) => kind === 'encoder' || pooling !== 'cls');
  return {
    variants: fitting.map((pooling) => ({
      ...{ option: 'pooling', value: pooling, dropFirst, settings: { ...settings, pooling } },
    })),
    leftOut:
      fitting.length === others.length
        ? []
        : [{ variant: 'pooling cls', why: "a decoder's first token sees no other" }],
  };
}

/** Whether the model has a final norm shows when it runs. */
function lastLayerVariants({ settings: { lastLayer, ...settings }, dropFirst }: VariantBase): VariantPlan {
  const isRaw = lastLayer === 'raw';
  const other = { ...settings, ...(isRaw ? {} : { lastLayer: 'raw' as const }) };
  const value = isRaw ? 'normed' : 'raw';
  return { variants: [{ option: 'last-layer', value, dropFirst, settings: other }], leftOut: [] };
}

/** 16, 32, 64, … samples, up to the base's. */
function sampleVariants({ settings, dropFirst, numSamples }: VariantBase): VariantPlan {
  if (numSamples <= fewest)
    return only({ variant: 'samples', why: `there are ${numSamples}, variants begin at ${fewest}` });
  const counts: number[] = [];
  for (let count = fewest; count < numSamples; count *= 2) counts.push(count);
  return {
    variants: counts.map((first) => ({
      ...{
        option: 'samples',
        value: String(first),
        dropFirst,
        settings: { ...settings, samples: { first } },
      },
    })),
    leftOut: [],
  };
}

function only(leftOut: LeftOut): VariantPlan {
  return { variants: [], leftOut: [leftOut] };
}
