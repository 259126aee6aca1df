import { groupBy } from '@lamella/core';
import { mean, quantile, scoreMetric } from '@lamella/metrics';
import { isScored, type ScoreRow, type SweepRow, type TaskSummary } from '@lamella/metrics/scores';
import type { TrialCell } from './collect-cells.ts';
import { formatScore, formatSpread, markdownTable } from './formats.ts';
import { sweepRows } from './rows.ts';
import { settingKeys, sweptColumns } from './swept-columns.ts';

/** The score of one draw on a task: the mean over seeds; its method is all draws of the kind, and its seed the draw's number. */
export type DrawRow = SweepRow;

/** Whether a cell is one of several draws, which are shown as a distribution. */
export function isDraw({ trial }: Pick<TrialCell, 'trial'>): boolean {
  return trial.control?.draw !== undefined;
}

/** Draws, and all other cells, which tables and figures of single arms show; draws alone are shown as arms. */
export function splitDraws(
  cells: readonly TrialCell[],
): Readonly<Record<'arms' | 'draws', readonly TrialCell[]>> {
  const arms = cells.filter((cell) => !isDraw(cell));
  return arms.length === 0 ? { arms: cells, draws: [] } : { arms, draws: cells.filter(isDraw) };
}

/** The scores of draws, each the mean over its seeds; one that lacks a seed has none. */
export function drawRows(cells: readonly TrialCell[]): DrawRow[] {
  const rows = cells.flatMap((cell) => {
    const { draw } = cell.trial.control ?? {};
    if (draw === undefined) return [];
    const { family: method, title: methodTitle, number } = draw;
    return sweepRows([cell]).map((row) => ({ ...row, method, methodTitle, draw: number }));
  });
  const keyOf = ({ model, settings, method, layers, rank, task, draw }: (typeof rows)[number]): string =>
    JSON.stringify([model, settings, method, layers, rank, task, draw]);
  return [...groupBy(rows, keyOf).values()].flatMap((own): DrawRow[] => {
    const [first] = own;
    if (first === undefined) return [];
    const { draw: seed, ...row } = first;
    const missing = own.find((one) => one.score === null);
    if (missing !== undefined) return [{ ...missing, seed }];
    return [{ ...row, seed, score: mean(own.flatMap(({ score }) => score ?? [])) } as ScoreRow];
  });
}

/**
 * The distribution of draws, a line for each task, N and rank, beside the draws that each other arm of the same N and rank beats;
 * empty without draws.
 *
 * @param rows of draws @param arms the means over seeds of all other arms
 */
export function drawTable(rows: readonly DrawRow[], arms: readonly TaskSummary[]): string {
  if (rows.length === 0) return '';
  const named = rows.map((row) => ({ ...row, settings: row.settings ?? '' }));
  const labels = sweptColumns(named);
  const groups = groupBy(named, (row) => JSON.stringify([...settingKeys.map((key) => row[key]), row.task]));
  const lines = [...groups.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const texts = labels.map(({ textOf }) => textOf(first));
    return [
      [
        first.methodTitle,
        first.taskTitle,
        String(first.layers),
        String(first.rank),
        ...texts,
        ...cellsOf(own, arms),
      ],
    ];
  });
  const head = [
    ...['draws', 'task', 'N', 'rank', ...labels.map((label) => label.head)],
    ...['number', 'mean ± deviation', 'least', '25 %', 'median', '75 %', 'most', 'draws that an arm beats'],
  ];
  return `**Draws**, each the mean over its seeds\n\n${markdownTable(head, lines)}`;
}

function cellsOf(
  own: readonly (DrawRow & { readonly settings: string })[],
  arms: readonly TaskSummary[],
): string[] {
  const [first] = own;
  const scores = own.flatMap((row) => (isScored(row) ? [row.score] : [])).toSorted((a, b) => a - b);
  const count = scores.length === own.length ? String(own.length) : `${scores.length} of ${own.length}`;
  if (first === undefined || scores.length === 0) return [count, ...Array.from({ length: 7 }, () => '–')];
  const { metric } = first;
  const quantiles = [0, 0.25, 0.5, 0.75, 1].map((share) => formatScore(quantile(scores, share), metric));
  return [count, formatSpread({ ...spreadOf(scores), metric }), ...quantiles, placesOf(first, scores, arms)];
}

function spreadOf(scores: readonly number[]): {
  readonly mean: number;
  readonly deviation: number | undefined;
} {
  const average = mean(scores);
  const squares = scores.map((score) => (score - average) ** 2);
  const deviation =
    scores.length < 2 ? undefined : Math.sqrt((mean(squares) * scores.length) / (scores.length - 1));
  return { mean: average, deviation };
}

/** Of each arm at the same N and rank the number of draws that its mean is better than: `CKA: 9 of 10`. */
function placesOf(
  draw: DrawRow & { readonly settings: string },
  scores: readonly number[],
  arms: readonly TaskSummary[],
): string {
  const sign = scoreMetric(draw.metric).better === 'lower' ? -1 : 1;
  const isComparable = (arm: TaskSummary): boolean =>
    (['model', 'settings', 'task', 'layers', 'rank'] as const).every((key) => arm[key] === draw[key]);
  const places = arms.filter(isComparable).flatMap(({ title, mean: own }) => {
    if (own === undefined) return [];
    return [`${title}: ${scores.filter((score) => sign * own > sign * score).length} of ${scores.length}`];
  });
  return places.length === 0 ? '–' : places.join('; ');
}
