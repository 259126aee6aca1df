import { groupBy } from '@lamella/core';
import { mean, scoreMetric } from '@lamella/metrics';
import { mainSetting, numLayersOf, rowsAt, type Task } from '../cells.ts';
import { distinct, distinctNumbers, round } from '../collections.ts';
import type { Drawing, Skipped, TableRow, View } from '../drawing.ts';
import type { DifferenceRow, FigureRows } from '../rows.ts';
import { sizes } from '../theme.ts';
import {
  differencePanel,
  differenceScale,
  type DifferenceScale,
  namesExtent,
  plotWidthOf,
} from './difference-panel.ts';
import { primaryNotes, type ShownVerdict, shownVerdict, wordOf } from './verdict-look.ts';

/** With more comparisons of a task than these, only those at the main N and rank are drawn. */
const mostLines = 40;
/** In fewer pixels intervals can't be told apart. */
const leastPlotWidth = 60;

/**
 * The verdict of each comparison that a spec makes: the paired difference with its interval, a block for each reference, a panel
 * for the mean over tasks and for each task in it.
 */
export function differences(figureRows: FigureRows): Drawing | Skipped {
  const { differences: all = [] } = figureRows;
  return drawDifferences(all, figureRows, 'Which differences between methods are decided?');
}

/** The verdicts on the mean over tasks alone: the short form of {@link differences}. */
export function meanDifferences(figureRows: FigureRows): Drawing | Skipped {
  const { differences: all = [] } = figureRows;
  const averages = all.filter((row) => !isOfTask(row));
  if (averages.length === 0) return { skipped: 'it needs methods that are compared on several tasks' };
  return drawDifferences(averages, figureRows, 'Which differences on the mean over tasks are decided?');
}

function drawDifferences(
  all: readonly DifferenceRow[],
  { differences: ofTasks = [], scores, draws = [] }: FigureRows,
  title: string,
): Drawing | Skipped {
  const told = all.filter(({ untold }) => untold === undefined);
  if (told.length === 0) return { skipped: whyNone(all) };
  const isLong = distinct(all, lineOf).length > mostLines;
  const main = mainSetting(scores);
  const shown = isLong
    ? comparisonsAt(all, new Set(rowsAt([...scores, ...draws], main).map(settingOf)))
    : all;
  const rows = shown.length === 0 ? all : shown;
  const tasks = tasksIn(rows);
  const scales = new Map(
    tasks.map(({ name }) => [name, differenceScale(rows.filter(({ task }) => task === name))]),
  );
  const blocks = [...groupBy(rows, ({ reference }) => reference.label)];
  const hasSeeds = distinctNumbers(rows, ({ seeds }) => seeds).length > 1;
  const place = {
    ...{ tasks, scales, kinds: distinct(rows, shownVerdict) },
    words: distinct(rows, (row) => wordOf(row, hasSeeds)),
    namesExtent: namesExtent(distinct(rows, ({ arm }) => arm.label)),
  };
  return {
    title,
    subtitle: subtitleOf(rows, tasksIn(ofTasks.filter(isOfTask)), numLayersOf(scores)),
    notes: notesOf(rows, all, main),
    tables: {
      differences: rows.map((row) => ({
        ...tableRow(row, scales.get(row.task)),
        word: wordOf(row, hasSeeds),
      })),
    },
    body: (width) => ({
      spacing: 26,
      vconcat: blocks.map(([label, own]) => block(label, { ...place, rows: own, width })),
    }),
  };
}

function whyNone(all: readonly DifferenceRow[]): string {
  if (all.length === 0) return 'it needs two methods that can be compared, there are none';
  const reasons = distinct(all, ({ untold = '' }) => untold).join(', ');
  return `it needs a comparison that can be told, of ${all.length} there is none (${reasons})`;
}

function isOfTask({ isAverage }: DifferenceRow): boolean {
  return isAverage !== true;
}

/** The pair of arms of a comparison. */
function lineOf({ arm, reference }: DifferenceRow): string {
  return JSON.stringify([arm.label, reference.label]);
}

function settingOf({
  method,
  layers,
  rank,
}: Pick<DifferenceRow['arm'], 'method' | 'layers' | 'rank'>): string {
  return JSON.stringify([method, layers, rank]);
}

function comparisonsAt(rows: readonly DifferenceRow[], settings: ReadonlySet<string>): DifferenceRow[] {
  return rows.filter(
    ({ arm, reference, isPrimary }) =>
      isPrimary === true || [arm, reference].every((side) => settings.has(settingOf(side))),
  );
}

function tasksIn(rows: readonly DifferenceRow[]): Task[] {
  const tasks = new Map(
    rows.map(({ task, taskTitle, metric }) => [task, { name: task, title: taskTitle, metric }]),
  );
  return [...tasks.values()];
}

function subtitleOf(rows: readonly DifferenceRow[], tasks: readonly Task[], numLayers: number): string {
  const seeds = distinctNumbers(rows, (row) => row.seeds);
  const [least = 0, most = 0] = [seeds[0], seeds.at(-1)];
  const layers = numLayers > 0 ? ` (${numLayers} layers)` : '';
  return [
    `${rows[0]?.model}${layers}`,
    tasks.length === 1 ? tasks[0]?.title : `${tasks.length} tasks`,
    `${least === most ? most : `${least} to ${most}`} ${most === 1 ? 'seed' : 'seeds'} in common`,
  ].join(' · ');
}

function notesOf(
  rows: readonly DifferenceRow[],
  all: readonly DifferenceRow[],
  { layers, rank }: ReturnType<typeof mainSetting>,
): string[] {
  const others = rows.filter((row) => row.isPrimary !== true);
  const [average, ofTask] = [others.find((row) => !isOfTask(row)), others.find(isOfTask)];
  const margins = distinctNumbers(
    rows.flatMap(({ margin, metric }) => (margin === undefined ? [] : [margin * scoreMetric(metric).factor])),
    (margin) => round(margin),
  );
  const untold = distinct(
    rows.flatMap((row) => row.untold ?? []),
    (reason) => reason,
  );
  const setting = [
    ...(layers === undefined ? [] : [`N = ${layers}`]),
    ...(rank === undefined ? [] : [`rank ${rank}`]),
  ];
  const at = setting.length === 0 ? '' : `, those at ${setting.join(' and ')}`;
  const family = ofTask ?? average;
  const numOwn = `${average?.tests} ${average?.tests === 1 ? 'test' : 'tests'}`;
  const apart = ofTask === undefined ? '' : `; it is judged as a family of its own, of ${numOwn}`;
  return [
    'Marks are the score of a method less that of the reference, paired by seed; lines are 95 % intervals, with an arrow ' +
      `where the axis ends before.${ofTask === undefined ? '' : ' Every task has its own scale.'}`,
    ...primaryNotes(all),
    `${family === undefined ? 'A' : `Verdicts at 5 % for the family of ${family.tests} tests (Holm); a`} single interval is not adjusted, so that it may ` +
      'leave out 0 without a verdict. Each pair is shown once.',
    ...(distinctNumbers(rows, ({ seeds }) => seeds).length > 1 ? ['In brackets: the number of seeds.'] : []),
    ...(average === undefined ? [] : [`The mean over tasks gives each the same weight${apart}.`]),
    ...(margins.length === 0
      ? []
      : [`Grey band: differences below ${margins.join(' or ')}, the margin of equivalence.`]),
    ...(untold.length === 0 ? [] : [`Crosses: no verdict (${untold.join(', ')}).`]),
    ...(rows.length < all.length
      ? [`${rows.length} of ${all.length} comparisons${at}; \`lamella compare\` has all of them.`]
      : []),
  ];
}

function tableRow(row: DifferenceRow, scale: DifferenceScale | undefined): TableRow {
  const { arm, reference, task, metric, difference, lower, upper, adjustedP, seeds } = row;
  const { factor, decimals } = scoreMetric(metric);
  const shown = (value: number): number => round(factor * value, decimals + 2);
  const isTold = row.untold === undefined;
  const end = scale?.end ?? Infinity;
  const cut = (value: number): number => Math.min(end, Math.max(-end, value));
  return {
    ...{ task, reference: reference.label, arm: arm.label, difference: shown(difference) },
    ...(isTold && { lower: shown(lower), upper: shown(upper), adjustedP: round(adjustedP) }),
    ...(isTold && { barFrom: cut(shown(lower)), barTo: cut(shown(upper)) }),
    ...{ verdict: row.untold ?? row.verdict, mark: shownVerdict(row), seeds },
  };
}

interface BlockPlace {
  readonly rows: readonly DifferenceRow[];
  readonly tasks: readonly Task[];
  readonly scales: ReadonlyMap<string, DifferenceScale>;
  /** The kinds of verdicts and the words that the figure has. */
  readonly kinds: readonly ShownVerdict[];
  readonly words: readonly string[];
  readonly namesExtent: number;
  readonly width: number;
}

/** The comparisons with one reference: a panel per task. */
function block(reference: string, { rows, tasks, scales, width, ...shared }: BlockPlace): View {
  const columns = columnsOf(tasks.length, { width, words: shared.words });
  const arms = sortArms(rows);
  const own = tasks.filter(({ name }) => rows.some(({ task }) => task === name));
  const panels = own.flatMap((task, index) => {
    const scale = scales.get(task.name);
    const place = { ...shared, task, arms, reference, width: Math.floor(width / columns) };
    return scale === undefined ? [] : [differencePanel({ ...place, scale, hasNames: index % columns === 0 })];
  });
  const title = { text: `Against ${reference}`, fontSize: sizes.panelTitle + 1, offset: 8 } as const;
  return { title, columns, concat: panels };
}

/** Of panels beside each other: rows of about the same length, as many as have room for their words. */
function columnsOf(panels: number, { width, words }: Pick<BlockPlace, 'width' | 'words'>): number {
  const most = panels > 6 ? 4 : panels === 4 ? 2 : Math.min(3, panels);
  const fits = (columns: number): boolean => plotWidthOf(width / columns, words) >= leastPlotWidth;
  return [most, 3, 2].find((columns) => columns <= most && fits(columns)) ?? 1;
}

/** The best first: by the mean over tasks, or where an arm has none by the mean place that it has among those of each task. */
function sortArms(rows: readonly DifferenceRow[]): string[] {
  const averages = rows.filter((row) => !isOfTask(row));
  const arms = distinct(rows, ({ arm }) => arm.label);
  if (averages.length === arms.length) return bestFirst(averages).map(({ arm }) => arm.label);
  const places = [...groupBy(rows.filter(isOfTask), ({ task }) => task).values()].flatMap((own) =>
    bestFirst(own).map(({ arm }, place) => ({ arm: arm.label, place: place / Math.max(1, own.length - 1) })),
  );
  return [...groupBy(places, ({ arm }) => arm)]
    .map(([arm, own]) => ({ arm, place: mean(own.map(({ place }) => place)) }))
    .sort((a, b) => a.place - b.place)
    .map(({ arm }) => arm);
}

/** Comparisons with the same reference on one task. */
function bestFirst(rows: readonly DifferenceRow[]): DifferenceRow[] {
  const sign = scoreMetric(rows[0]?.metric ?? '').better === 'lower' ? 1 : -1;
  return rows.toSorted((a, b) => sign * (a.difference - b.difference));
}
