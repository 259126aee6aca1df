import { mean } from '../numbers.ts';

/**
 * The effects of single samples on the importance of every layer. A bootstrap over the samples draws from them, so that it
 * needs neither the samples nor another pass over them.
 */
export interface SampleEffects {
  /** M, the samples that importance was measured on. */
  readonly numSamples: number;
  /** The importance of every layer, where there is a choice without the bias of few samples, [L]. */
  readonly estimates: readonly number[];
  /**
   * For each layer the effect of m samples on its estimate, with mean 0, [L][m]: over other samples the estimate varies as
   * the mean of M such effects. m is M, or less where memory would grow with M; those samples are then a random choice.
   */
  readonly effects: readonly Float64Array[];
  /** For each layer the CKA that unrelated representations reach with so few samples, [L]; of CKA alone. */
  readonly floors?: readonly number[];
  /** Layers whose input is the same for every sample, where that decides the value. */
  readonly constantInputs: readonly number[];
}

/** The effects of samples on importance that is a mean over them: value less mean. A bootstrap of these is the plain one. */
export function effectsOnMeans(values: readonly (readonly number[])[]): SampleEffects {
  const estimates = values.map(mean);
  return {
    numSamples: values[0]?.length ?? 0,
    estimates,
    effects: values.map((ofLayer, l) => Float64Array.from(ofLayer, (value) => value - (estimates[l] ?? NaN))),
    constantInputs: [],
  };
}
