import { scoreMetric } from '@lamella/metrics';
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
import { colours, meanMark } from '../theme.ts';

const ENDING = '-pissa';
/** Okabe and Ito's blue and vermilion. */
const LOOK = { domain: ['LoRA', 'PiSSA'], range: ['#0072b2', '#d55e00'] };

/** PiSSA against LoRA on the same layers: methods that have a twin whose name ends in `-pissa`, at one rank. */
export function loraAndPissa({ scores }: FigureRows): Drawing | Skipped {
  const names = distinct(scores, ({ method }) => method);
  const paired = names.filter((name) => names.includes(`${name}${ENDING}`));
  if (paired.length === 0)
    return { skipped: `it needs a method with a twin whose name ends in ${ENDING}, there is none` };
  const all = scores.filter(({ method }) => paired.includes(method.replace(ENDING, '')));
  const rank = mainRank(all);
  const rows = rank === undefined ? all : all.filter((row) => row.rank === rank);
  const tasks = tasksOf(rows);
  const columns = numColumns(tasks.length);
  const cells = scoreCells(rows);
  return {
    title: 'PiSSA against LoRA on the same layers',
    subtitle: describeRows(rows, rank === undefined ? [] : [`rank ${rank}`]),
    notes: [
      'Markers are means over seeds; a line joins the two starts of one setting. Every task has its own scale.',
    ],
    tables: { means: cells.map((cell) => toRow(cell, rows)) },
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

function toRow({ task, method, layers, mean }: ScoreCell, rows: readonly ScoreRow[]): TableRow {
  const plain = method.replace(ENDING, '');
  const title = rows.find((row) => row.method === plain)?.methodTitle ?? plain;
  const start = method.endsWith(ENDING) ? 'PiSSA' : 'LoRA';
  return { task, setting: `${title.replace(/^LoRA, /, '')}, N = ${layers}`, start, mean: round(mean) };
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
        mark: { ...meanMark, size: 75 },
        encoding: { x, y, color: { field: 'start', type: 'nominal', scale: LOOK, legend } },
      },
    ],
  };
}
