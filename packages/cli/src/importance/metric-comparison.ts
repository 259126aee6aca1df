import { chanceOverlap, kendallTau, type Overlap } from '@lamella/metrics';
import { type ImportanceMethod, isForwardMethod, layerOverlap } from '@lamella/metrics/selection';
import type { ImportanceReport } from './importance-report.ts';

/** The answer of `lamella importance` for several metrics. */
export interface MetricComparison {
  readonly model: string;
  readonly data: string;
  readonly samples: number;
  /** The passes over the samples that all values come from, and their seconds. */
  readonly passes: readonly PassReport[];
  readonly metrics: readonly ImportanceReport[];
  /** Each two metrics. */
  readonly agreement: readonly MetricPair[];
  readonly notes: readonly string[];
}

/** The passes of a kind. */
export interface PassReport {
  readonly kind: 'forward' | 'backward';
  readonly count: number;
  readonly seconds: number;
}

/** How far two measurements agree on the layers. */
export interface Agreement {
  /** The layers that both rank. */
  readonly layers: readonly number[];
  /** Kendall's tau-b of the values over these layers; null where one of them has the same for all. */
  readonly tau: number | null;
  /** Where N layers were selected: the layers in both selections and their Jaccard index. */
  readonly overlap?: Overlap;
  /** The average of two random selections of as many. */
  readonly chance?: Overlap;
}

/** How far two metrics agree. */
export interface MetricPair extends Agreement {
  readonly metrics: readonly [ImportanceMethod, ImportanceMethod];
}

/** Puts the reports of several metrics beside one another, and says how far each two agree. */
export function compareMetrics(
  reports: readonly [ImportanceReport, ...ImportanceReport[]],
): MetricComparison {
  const [{ model, data, samples }] = reports;
  return {
    ...{ model, data, samples, passes: passesOf(reports), metrics: reports },
    agreement: reports.flatMap((b, i) =>
      reports.slice(0, i).map((a): MetricPair => ({ metrics: [a.method, b.method], ...agreementOf(a, b) })),
    ),
    notes: [...new Set(reports.flatMap(({ notes }) => notes))],
  };
}

function passesOf(reports: readonly ImportanceReport[]): PassReport[] {
  return (['forward', 'backward'] as const).flatMap((kind) => {
    const ofKind = reports.filter(({ method }) => isForwardMethod(method) === (kind === 'forward'));
    if (ofKind.length === 0) return [];
    const [{ heads = [0] } = {}] = ofKind;
    return [{ kind, count: heads.length, seconds: Math.max(...ofKind.map(({ seconds }) => seconds)) }];
  });
}

/** Says how far two reports of one model agree. */
export function agreementOf(a: ImportanceReport, b: ImportanceReport): Agreement {
  const isRanked = (report: ImportanceReport, layer: number): boolean => report.layers[layer]?.rank !== null;
  const layers = a.layers.flatMap(({ layer }) => (isRanked(a, layer) && isRanked(b, layer) ? [layer] : []));
  const valuesOf = (report: ImportanceReport): number[] =>
    layers.map((layer) => report.layers[layer]?.importance ?? NaN);
  const tau = kendallTau(valuesOf(a), valuesOf(b));
  const isNested = layers.length === Math.min(numRanked(a), numRanked(b));
  const [ofA, ofB] = [a.selection?.layers, b.selection?.layers];
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
        ...(isNested && { chance: chanceOverlap(Math.max(numRanked(a), numRanked(b)), ofA.length) }),
      }),
  };
}

function numRanked({ layers }: ImportanceReport): number {
  return layers.filter(({ rank }) => rank !== null).length;
}
