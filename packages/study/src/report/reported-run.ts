import type { Figure } from '@lamella/plots';
import type { PlacedFigure } from '../figures/draw-figures.ts';
import type { ExperimentFile } from '../results/experiment-folder.ts';
import type { ResultsTable } from '../tables/make-table.ts';

/** A run as a report shows it: from its files alone. */
export interface ReportedRun {
  readonly experiment: ExperimentFile;
  /** Of its results. */
  readonly folder: string;
  readonly table: ResultsTable;
  readonly figures: ReportedFigures;
}

/** The figures of a run, in the order in which they were drawn. */
export interface ReportedFigures {
  readonly drawn: readonly ReportedFigure[];
  readonly skipped: readonly { readonly place: string; readonly why: string }[];
  /** Places of figures that are too many for a page. */
  readonly leftOut: readonly string[];
}

/** A figure with its place in the folder of figures. */
export type ReportedFigure = Pick<Figure, 'spec' | 'labelled'> & { readonly place: string };

/** Figures that a page holds, at most: a sweep of many settings has hundreds. */
const mostFigures = 24;

/** Keeps the figures that a report shows while all are drawn, one after another. */
export function figureKeeper(): {
  readonly figures: ReportedFigures;
  readonly keep: (one: PlacedFigure) => void;
} {
  const drawn: ReportedFigure[] = [];
  const skipped: { place: string; why: string }[] = [];
  const leftOut: string[] = [];
  const keep = ({ place, figure }: PlacedFigure): void => {
    if ('skipped' in figure) skipped.push({ place, why: figure.skipped });
    else if (drawn.length === mostFigures) leftOut.push(place);
    else drawn.push({ place, spec: figure.spec, labelled: figure.labelled });
  };
  return { figures: { drawn, skipped, leftOut }, keep };
}
