import { groupBy } from '@lamella/core';
import { scoreMetric } from '@lamella/metrics';
import { oneSeedNote } from '../cell-tables.ts';
import { describeRows, mainRank, scoreCells, tasksOf, type ScoreCell, type Task } from '../cells.ts';
import {
  from,
  numColumns,
  panelTitle,
  scoreAxis,
  type Drawing,
  type Panel,
  type Skipped,
  type TableRow,
} from '../drawing.ts';
import type { FigureRows, ScoreRow } from '../rows.ts';
import { scoreScale } from '../score-scale.ts';
import { distinct, round } from '../collections.ts';
import { type PissaTwins, pissaTwins } from '../pissa-twins.ts';
import { colours, meanMark } from '../theme.ts';

/** Okabe and Ito's blue and vermilion. */
const LOOK = { domain: ['LoRA', 'PiSSA'], range: ['#0072b2', '#d55e00'] };

/** PiSSA against LoRA on the same layers, at one rank: methods that start as PiSSA does beside those of plain LoRA. */
export function loraAndPissa({ scores }: FigureRows): Drawing | Skipped {
  const twins = pissaTwins(scores);
  if (twins.length === 0)
    return {
      skipped: 'it needs a method that starts as PiSSA does and one of plain LoRA on the same layers',
    };
  const all = scores.filter(({ method }) => twins.some(({ pissa, lora }) => [pissa, lora].includes(method)));
  const rank = mainRank(all);
  const atRank = rank === undefined ? all : all.filter((row) => row.rank === rank);
  const { rows, means } = paired(atRank, twins);
  if (rows.length === 0)
    return { skipped: 'it needs PiSSA and plain LoRA on the same task at the same N and rank' };
  const tasks = tasksOf(rows);
  const columns = numColumns(tasks.length);
  const cells = scoreCells(rows);
  const hasSpread = cells.some((cell) => cell.scores.length > 1);
  return {
    title: 'PiSSA against LoRA on the same layers',
    subtitle: describeRows(rows, rank === undefined ? [] : [`rank ${rank}`]),
    notes: [
      `${hasSpread ? 'Markers are means over seeds, bars ± one standard deviation.' : oneSeedNote} A grey line joins the two starts of one setting. Every task has its own scale.`,
    ],
    tables: { means },
    body: (width) => ({
      columns,
      concat: tasks.map((task) =>
        taskPanel(task, {
          cells: cells.filter((cell) => cell.task === task.name),
          width: Math.floor(width / columns),
        }),
      ),
    }),
  };
}

/** The settings that were trained from both starts: one alone has nothing to be compared with. */
function paired(
  rows: readonly ScoreRow[],
  twins: readonly PissaTwins[],
): { readonly rows: ScoreRow[]; readonly means: TwinRow[] } {
  const lines = scoreCells(rows).flatMap((cell) =>
    toRows(cell, { rows, twins }).map((row) => ({ cell, row })),
  );
  const both = [...groupBy(lines, ({ row }) => JSON.stringify([row.task, row.setting])).values()]
    .filter((own) => distinct(own, ({ row }) => row.start).length === 2)
    .flat();
  const shown = lines.filter((line) => both.includes(line));
  const keyOf = ({ task, method, layers }: Pick<ScoreRow, 'task' | 'method' | 'layers'>): string =>
    JSON.stringify([task, method, layers]);
  const cells = new Set(shown.map(({ cell }) => keyOf(cell)));
  return { rows: rows.filter((row) => cells.has(keyOf(row))), means: shown.map(({ row }) => row) };
}

interface TwinRow extends TableRow {
  readonly task: string;
  readonly setting: string;
  readonly start: string;
}

/** A cell in the line of its twins, or, of LoRA beside several methods with PiSSA, in that of each, which then names it. */
function toRows(
  { task, method, layers, mean, deviation }: ScoreCell,
  { rows, twins }: { readonly rows: readonly ScoreRow[]; readonly twins: readonly PissaTwins[] },
): TwinRow[] {
  const numbers = { mean: round(mean), low: round(mean - deviation), high: round(mean + deviation) };
  return twins
    .filter(({ pissa, lora }) => [pissa, lora].includes(method))
    .map(({ pissa, lora }) => {
      const named = twins.filter((others) => others.lora === lora).length > 1 ? pissa : lora;
      const title = rows.find((row) => row.method === named)?.methodTitle ?? named;
      const start = method === pissa ? 'PiSSA' : 'LoRA';
      return { task, setting: `${title.replace(/^LoRA, /, '')}, N = ${layers}`, start, ...numbers };
    });
}

function taskPanel(
  task: Task,
  { cells, width }: { readonly cells: readonly ScoreCell[]; readonly width: number },
): Panel {
  const { domain } = scoreScale(cells, []);
  const x = {
    field: 'mean',
    type: 'quantitative',
    ...scoreAxis(domain, scoreMetric(task.metric).title),
  } as const;
  const y = { field: 'setting', type: 'nominal', sort: null, axis: { title: null, grid: true } } as const;
  const legend = { title: null, symbolOpacity: 1 } as const;
  const color = { field: 'start', type: 'nominal', scale: LOOK, legend } as const;
  const where = from('means', { task: task.name });
  return {
    width,
    height: { step: 30 },
    layer: [
      panelTitle(task.title, width),
      {
        ...where,
        mark: { type: 'line', strokeWidth: 1.5, color: colours.rule },
        encoding: { x, y, detail: { field: 'setting' } },
      },
      {
        ...where,
        mark: { type: 'rule', strokeWidth: 5, strokeOpacity: 0.3 },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y, color },
      },
      { ...where, mark: { ...meanMark, size: 75 }, encoding: { x, y, color } },
    ],
  };
}
