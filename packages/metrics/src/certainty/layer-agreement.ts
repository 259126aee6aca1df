import { layerOverlap } from '../selection/layer-overlap.ts';
import { chanceOverlap, type Overlap } from '../summary/chance-overlap.ts';
import { kendallTau } from '../summary/kendall-tau.ts';

/** Importance of the layers of a model, as a selection sees it. */
export interface RankedLayers {
  /** One value per layer, [L]. */
  readonly values: readonly number[];
  /** The layers that are ranked: without those that are left out as their values mean nothing. */
  readonly ranked: readonly number[];
  /** The N layers that are selected, where any are. */
  readonly selected?: readonly number[] | undefined;
}

/** How far two measurements of importance agree on the layers. */
export interface LayerAgreement {
  /** The layers that both rank. */
  readonly layers: readonly number[];
  /** Kendall's tau-b of the values over these layers; null where one of them has the same for all. */
  readonly tau: number | null;
  /** Where N layers were selected: the layers in both selections and their Jaccard index. */
  readonly overlap?: Overlap;
  /** The average of two random selections of as many. */
  readonly chance?: Overlap;
}

/** Says how far two measurements of importance of one model agree, by their values and by the layers that they select. */
export function layerAgreement(a: RankedLayers, b: RankedLayers): LayerAgreement {
  const layers = a.ranked.filter((layer) => b.ranked.includes(layer)).toSorted((x, y) => x - y);
  const valuesOf = ({ values }: RankedLayers): number[] => layers.map((layer) => values[layer] ?? NaN);
  const tau = kendallTau(valuesOf(a), valuesOf(b));
  const counts = [a.ranked.length, b.ranked.length];
  const isNested = layers.length === Math.min(...counts);
  const [ofA, ofB] = [a.selected, b.selected];
  return {
    ...{ layers, tau: Number.isNaN(tau) ? null : tau },
    ...(ofA &&
      ofB && {
        overlap: {
          shared: ofA.filter((layer) => ofB.includes(layer)).length,
          jaccard: layerOverlap(ofA, ofB),
        },
        // Of two random selections, one among all that either ranks and the other among some of them: if neither ranks all, no
        // formula is as simple.
        ...(isNested && { chance: chanceOverlap(Math.max(...counts), ofA.length) }),
      }),
  };
}
