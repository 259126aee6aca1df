import type { Matrix } from './matrix.ts';
import type { SampleEffects } from './sample-effects.ts';

/** Gathers what is measured of the representations R_0 … R_L, batch after batch. */
export interface RepresentationMeasure {
  /** @param representations of a batch, L + 1 times [B, D], the same samples in the same order */
  add(representations: readonly Matrix[]): void;
  /** One value per layer, of its input R_l and its output R_{l+1}: [L]. */
  values(): number[];
  /** Effects of single samples on the layers' importance; undefined where they are too few to say. */
  effects(): SampleEffects | undefined;
}
