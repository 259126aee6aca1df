import { groupBy } from '@lamella/core';
import type { LayerAgreement } from '@lamella/metrics';
import type { ImportanceMethod } from '@lamella/metrics/selection';
import {
  importanceReport,
  type ImportanceReport,
  type SelectionReport,
} from '../importance/importance-report.ts';
import { agreementOf } from '../importance/metric-comparison.ts';
import type { MeasuredVariants, VariantsRequest } from './measure-variants.ts';
import { type LeftOut, type Variant, variantName } from './plan-variants.ts';

/** The answer of `lamella importance --variants`. */
export interface VariantComparison {
  readonly model: string;
  readonly data: string;
  readonly method: ImportanceMethod;
  /** N. */
  readonly count: number;
  /** The settings of the base. */
  readonly base: BaseReport;
  /** Forward passes, one for each maximum length, and the seconds of all of them. */
  readonly passes: number;
  readonly seconds: number;
  /** The base first. */
  readonly variants: readonly VariantReport[];
  readonly leftOut: readonly LeftOut[];
  /** Reasons for which values say less than they seem to, each with the variants that it holds for, if not for all. */
  readonly notes: readonly string[];
}

/** The settings of the base, by the names of the command's options. */
export interface BaseReport {
  readonly dropFirst: Variant['dropFirst'];
  readonly pooling: Variant['settings']['pooling'];
  readonly lastLayer: 'normed' | 'raw';
  readonly samples: number;
  readonly maxLength: number;
}

/** A variant's values and selection, and how far they agree with the base's. */
export interface VariantReport extends Pick<Variant, 'option' | 'value'> {
  readonly samples: number;
  readonly layers: ImportanceReport['layers'];
  readonly selection: Omit<SelectionReport, 'configurations'>;
  /** Absent of the base. */
  readonly agreement?: LayerAgreement;
}

/** Sets the variants beside the base. */
export function compareVariants(request: VariantsRequest, found: MeasuredVariants): VariantComparison {
  const reports = found.measured.map(({ variant: { dropFirst, settings }, importance }) =>
    importanceReport({ ...request, dropFirst }, { ...found, settings, importance }),
  );
  const [base] = reports;
  const [measuredBase] = found.measured;
  if (base === undefined || measuredBase === undefined) throw new Error('Expected a base, got no variants');
  const { settings, dropFirst } = measuredBase.variant;
  const ofPasses = new Map(
    found.measured.map(({ variant, importance }) => [
      variant.settings.maxLength,
      importance.seconds - importance.certaintySeconds,
    ]),
  );
  const certaintySeconds = reports.reduce((sum, report) => sum + report.certaintySeconds, 0);
  return {
    ...{ model: base.model, data: base.data, method: base.method },
    count: base.selection?.layers.length ?? 0,
    base: {
      ...{ dropFirst, pooling: settings.pooling, lastLayer: settings.lastLayer ?? 'normed' },
      ...{ samples: base.samples, maxLength: settings.maxLength },
    },
    passes: ofPasses.size,
    seconds: [...ofPasses.values()].reduce((a, b) => a + b, certaintySeconds),
    variants: reports.map((report, i) => {
      const { option, value } = (found.measured[i] as (typeof found.measured)[number]).variant;
      return {
        ...{ option, value, samples: report.samples, layers: report.layers },
        selection: withoutConfigurations(report),
        ...(i > 0 && { agreement: agreementOf(base, report) }),
      };
    }),
    ...{ leftOut: found.leftOut, notes: collectNotes(found, reports) },
  };
}

/** Each note once, with the variants that it is on, unless it is on all of them. */
function collectNotes({ measured }: MeasuredVariants, reports: readonly ImportanceReport[]): string[] {
  const all = reports.flatMap(({ notes }, i) => {
    const name = variantName((measured[i] as (typeof measured)[number]).variant);
    return notes.map((note) => ({ note, name }));
  });
  return [...groupBy(all, ({ note }) => note)].map(([note, ofNote]) =>
    ofNote.length === reports.length ? note : `${ofNote.map(({ name }) => name).join(', ')}: ${note}`,
  );
}

function withoutConfigurations({ selection }: ImportanceReport): VariantReport['selection'] {
  if (selection === undefined) throw new Error('Expected a selection of each variant, got none');
  const { configurations: _, ...rest } = selection;
  return rest;
}
