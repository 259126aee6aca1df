import { describeSwept, modelLabel } from '@lamella/spec';
import type { DoneResult } from '../../results/trial-result.ts';
import type { TrialCell } from '../../tables/collect-cells.ts';
import { formatPeakMemory, formatScore } from '../../tables/formats.ts';
import { type ScoreInfo, scoresOf } from '../../tables/scores.ts';
import { html } from '../html.ts';
import { type Cell, type Column, pageTable } from '../table.ts';
import type { Part } from './parts.ts';

/** Trials that a page holds, at most. */
const mostTrials = 2000;

/** Every trial with its scores, costs and layers: a row for each score. */
export function trialsPart(cells: readonly TrialCell[]): Part {
  const shown = cells.slice(0, mostTrials);
  const columns = columnsOf(shown);
  const rows = shown.flatMap((cell) =>
    scoresOf(cell.trial).map((info) => columns.map(({ of }) => of(cell, info))),
  );
  const cut =
    cells.length > mostTrials
      ? html`<p>
          The first ${mostTrials} of ${cells.length} trials; <code>lamella table --csv</code> has all.
        </p>`
      : html``;
  return {
    ...{ name: 'trials', title: 'Trials' },
    content: html`${pageTable({ caption: 'Trials', columns, rows })}${cut}`,
  };
}

/** A column with what it says of a trial and one of its scores. */
interface TrialColumn extends Column {
  readonly of: (cell: TrialCell, info: ScoreInfo) => Cell;
}

/** A fact that is the same for all trials of a run, such as the model of most, has no column. */
function columnsOf(cells: readonly TrialCell[]): TrialColumn[] {
  const models = new Set(cells.map(({ trial }) => modelLabel(trial.model)));
  const model: TrialColumn = { title: 'model', of: ({ trial }) => modelLabel(trial.model) };
  const settings: TrialColumn = {
    title: 'settings',
    of: ({ trial: { swept } }) => (swept === undefined ? '' : describeSwept(swept)),
  };
  return [
    { title: 'trial', of: ({ trial }) => trial.id },
    { title: 'method', of: ({ trial }) => trial.title },
    number('N', ({ layers }) => String(layers)),
    number('rank', ({ trial }) => String(trial.adapter?.rank ?? '')),
    number('seed', ({ trial }) => String(trial.seed)),
    ...(models.size > 1 ? [model] : []),
    ...(cells.some(({ trial }) => trial.swept !== undefined) ? [settings] : []),
    { title: 'score of', of: (_, { title, metric }) => `${title}, ${metric}` },
    number('score', ({ result }, info) => scoreCell(result, info)),
    { title: 'state', of: ({ state }) => state },
    ...costColumns,
  ];
}

function number(title: string, of: TrialColumn['of']): TrialColumn {
  return { title, isNumber: true, of };
}

function scoreCell(result: TrialCell['result'], info: ScoreInfo): Cell {
  const score = result === undefined ? null : info.valueIn(result);
  return score === null ? '–' : { shown: formatScore(score, info.metric), value: score };
}

const costColumns: readonly TrialColumn[] = [
  number(
    'trainable parameters',
    ofResult(({ parameters }) => whole(parameters.trainable)),
  ),
  number(
    'steps',
    ofResult(({ cost }) => whole(cost.steps)),
  ),
  number(
    'seconds per step',
    ofResult(({ cost }) => rounded(cost.secondsPerStep, 3)),
  ),
  number(
    'seconds',
    ofResult(({ run }) => rounded(run.seconds, 1)),
  ),
  number(
    'peak memory, MiB',
    ofResult(({ cost }) => ({ shown: formatPeakMemory(cost), value: cost.peakMemoryBytes / 2 ** 20 })),
  ),
  { title: 'machine', of: ofResult(({ run }) => describeLoad(run.load?.quiet)) },
  { title: 'layers', of: ofResult(({ selection }) => selection.oneHot) },
];

function ofResult(of: (result: DoneResult) => Cell): TrialColumn['of'] {
  return ({ result }) => (result === undefined ? '–' : of(result));
}

function whole(value: number): Cell {
  return { shown: value.toLocaleString('en-US'), value };
}

function rounded(value: number, decimals: number): Cell {
  return { shown: value.toFixed(decimals), value };
}

function describeLoad(quiet: boolean | undefined): string {
  if (quiet === undefined) return 'not recorded';
  return quiet ? 'quiet' : 'busy';
}
