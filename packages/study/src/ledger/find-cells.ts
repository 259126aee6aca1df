import { type ExperimentFile, readExperimentFile, runFolder } from '../results/experiment-folder.ts';
import { collectCells, type TrialCell } from '../tables/collect-cells.ts';

/** Folders of experiments' results. */
export interface ResultPlaces {
  /** One's own runs; without them the published ones alone count. */
  readonly runs?: string;
  readonly published: string;
}

/** The trials of an experiment that have a result, and what they were run with. */
export interface ExperimentCells {
  readonly origin: 'runs' | 'published';
  readonly experiment: ExperimentFile;
  readonly cells: readonly TrialCell[];
}

/** The results of an experiment: one's own if there are any, else the published ones. */
export function findCells(
  name: string,
  { runs, published }: ResultPlaces,
  as?: string,
): ExperimentCells | undefined {
  const places = [
    ...(runs === undefined ? [] : [['runs', runs] as const]),
    ['published', published] as const,
  ];
  for (const [origin, place] of places) {
    const folder = runFolder(place, name, as);
    const experiment = readExperimentFile(folder);
    if (experiment === undefined) continue;
    const cells = collectCells(experiment, folder).filter(({ state }) => state === 'done');
    if (cells.length > 0) return { origin, experiment, cells };
  }
  return undefined;
}

/** Those that adapt half of the layers, as the paper does, or a number that nobody chose. */
export function withHalfOfTheLayers(cells: readonly TrialCell[]): TrialCell[] {
  return cells.filter(
    ({ trial, layers }) =>
      trial.selection === null || !('count' in trial.selection) || layers === Math.floor(trial.numLayers / 2),
  );
}
