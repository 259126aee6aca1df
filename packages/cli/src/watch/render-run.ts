import { describeLeft, fitWidth, formatDuration } from '@lamella/runners';
import type { WatchedRun, WatchedTrial } from '@lamella/study';
import { type TrialColumn, trialColumns } from './trial-cells.ts';

/** The room that there is for a run. */
export interface Room {
  readonly columns: number;
  /** @default as many as there are trials */
  readonly rows?: number;
}

/** After this long without news, it is said. */
const quietSeconds = 120;
const gap = '  ';

/**
 * A run as lines that are no wider than the room: what it is, then the table of its trials: first those that run, then those that
 * failed, then those that ended, the latest first, then those that wait. Columns that there is no room for are left out.
 */
export function renderRun(run: WatchedRun, { columns, rows }: Room): string[] {
  const sorted = sortTrials(run.trials);
  const numShown = rows === undefined ? sorted.length : Math.max(1, rows - 4);
  const shown = sorted.length <= numShown ? sorted : sorted.slice(0, Math.max(1, numShown - 1));
  const rest = sorted.slice(shown.length);
  return [
    ...describeRun(run),
    '',
    ...renderTable(shown, columns),
    ...(rest.length === 0 ? [] : [`… and ${describeCounts(rest)}`]),
  ].map((line) => fitWidth(line, columns).trimEnd());
}

function describeRun(run: WatchedRun): string[] {
  const { name, state, workers, threads, host, seconds, secondsLeft, secondsSinceNews = 0, folder } = run;
  const left = state === 'running' ? [describeLeft(secondsLeft)] : [];
  const quiet = secondsSinceNews < quietSeconds ? [] : [`no news for ${formatDuration(secondsSinceNews)}`];
  const times = [`${formatDuration(seconds)}`, ...left, ...quiet].join(', ');
  const place = `${workers} ${workers === 1 ? 'worker' : 'workers'} of ${threads} ${threads === 1 ? 'thread' : 'threads'} on ${host}`;
  return [`${name}: ${states[state]}, ${describeCounts(run.trials)}; ${times}`, `${place}, ${folder}`];
}

const states = {
  running: 'running',
  done: 'ended',
  interrupted: 'interrupted',
  killed: 'killed, or lost with its machine',
} as const;

const order: readonly WatchedTrial['status'][] = [
  ...(['running', 'interrupted'] as const),
  ...(['failed', 'out-of-memory', 'timed-out', 'killed', 'cancelled'] as const),
  ...(['done', 'reused', 'waiting'] as const),
];

/** Of trials with the same status the last one of the list comes first if they have ended. */
function sortTrials(trials: readonly WatchedTrial[]): WatchedTrial[] {
  return order.flatMap((wanted) => {
    const some = trials.filter(({ status }) => status === wanted);
    return wanted === 'done' ? some.toReversed() : some;
  });
}

/** How many trials have each status: `1 running, 3 done, 8 waiting`. */
function describeCounts(trials: readonly WatchedTrial[]): string {
  const counts = order.flatMap((status) => {
    const count = trials.filter((trial) => trial.status === status).length;
    return count === 0 ? [] : [`${count} ${status === 'reused' ? 'done before' : status}`];
  });
  return counts.length === 0 ? 'no trials' : counts.join(', ');
}

interface FilledColumn extends TrialColumn {
  readonly cells: readonly string[];
  readonly width: number;
}

function renderTable(trials: readonly WatchedTrial[], room: number): string[] {
  const columns = fitColumns(trials.length === 0 ? [] : trialColumns.map((one) => fill(one, trials)), room);
  const line = (cellOf: (column: FilledColumn) => string): string =>
    columns
      .map((column) => {
        const cell = cellOf(column);
        return column.isText ? cell.padEnd(column.width) : cell.padStart(column.width);
      })
      .join(gap);
  if (columns.length === 0) return [];
  return [line(({ title }) => title), ...trials.map((_, row) => line(({ cells }) => cells[row] ?? ''))];
}

function fill(column: TrialColumn, trials: readonly WatchedTrial[]): FilledColumn {
  const cells = trials.map((trial) => column.cell(trial).replaceAll(/\p{Cc}+/gu, ' '));
  const width = Math.max(column.title.length, ...cells.map((cell) => cell.length));
  return { ...column, cells, width };
}

/** Leaves out columns without a cell, then those that give way, until the others fit. */
function fitColumns(columns: readonly FilledColumn[], room: number): FilledColumn[] {
  let fitting = columns.filter(({ cells }) => cells.some((cell) => cell !== ''));
  while (widthOf(fitting) > room) {
    const most = Math.max(...fitting.map(({ givesWay }) => givesWay));
    if (most <= 0) break;
    fitting = fitting.filter(({ givesWay }) => givesWay < most);
  }
  return fitting;
}

/** The last column may be cut: it holds a text. */
function widthOf(columns: readonly FilledColumn[]): number {
  const last = columns.at(-1);
  const spare = last === undefined ? 0 : Math.max(0, last.width - 24);
  return columns.reduce((sum, { width }) => sum + width, 0) + gap.length * (columns.length - 1) - spare;
}
