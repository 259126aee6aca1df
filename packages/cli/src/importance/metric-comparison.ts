import { layerAgreement, type LayerAgreement, type RankedLayers } from '@lamella/metrics';
import { type ImportanceMethod, isForwardMethod } from '@lamella/metrics/selection';
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

/** How far two metrics agree. */
export interface MetricPair extends LayerAgreement {
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
export function agreementOf(a: ImportanceReport, b: ImportanceReport): LayerAgreement {
  return layerAgreement(rankedLayers(a), rankedLayers(b));
}

function rankedLayers({ layers, selection }: ImportanceReport): RankedLayers {
  return {
    values: layers.map(({ importance }) => importance),
    ranked: layers.flatMap(({ layer, rank }) => (rank === null ? [] : [layer])),
    selected: selection?.layers,
  };
}
