import type { PositionFieldDef } from 'vega-lite/types_unstable/channeldef.js';

import {
  from,
  layerTitle,
  numColumns,
  panelTitle,
  type Drawing,
  type Layer,
  type Panel,
  type Skipped,
  type View,
} from '../drawing.ts';
import { layersOf, type ImportanceTable } from '../importance-table.ts';
import { methodColour } from '../methods.ts';
import type { FigureRows } from '../rows.ts';
import { wrapText } from '../text.ts';
import { inSeveralWays, withoutVariants } from '../variant-tables.ts';
import { colours, noteText, sizes } from '../theme.ts';
import {
  hasIntervals,
  hasUndecided,
  importanceAxis,
  importanceName,
  importanceNotes,
  importanceTables,
  importanceTitle,
  intervalMark,
  selectionColour,
  undecidedMark,
} from './importance-look.ts';

/** Importance of every layer for every task, before training: 1 − CKA and, beside it, Fisher information. */
export function importanceByLayer(all: FigureRows): Drawing | Skipped {
  const rows = { ...all, importance: withoutVariants(all) };
  const tables = importanceTables(rows);
  if (tables.length === 0 && all.importance.length > 0) return { skipped: `importance ${inSeveralWays}` };
  if (tables.length === 0) return { skipped: 'it needs importance values, there are none' };
  const tasks = new Map(rows.importance.map((row) => [row.task, row.taskTitle]));
  const layers = layersOf(rows.importance);
  const [first] = rows.importance;
  return {
    title: `Which layers matter for each task, by ${tables.map(({ method }) => importanceName(method)).join(' and by ')}`,
    subtitle: `${first?.model} (${layers.length} layers) · ${tasks.size === 1 ? first?.taskTitle : `${tasks.size} tasks`} · measured before training`,
    notes: importanceNotes(tables),
    tables: Object.fromEntries(tables.map(({ method, bars }) => [method, bars.map((bar) => ({ ...bar }))])),
    body: (width) => columnsOf(tables, { tasks, layers, width }),
  };
}

/** The metrics beside one another, in several rows where they are many, with titles of as many lines each. */
function columnsOf(
  tables: readonly ImportanceTable[],
  { width, ...place }: { tasks: ReadonlyMap<string, string>; layers: number[]; width: number },
): View {
  const columns = numColumns(tables.length);
  const own = Math.floor(width / columns);
  const font = { size: sizes.panelTitle, weight: 'bold' } as const;
  const titles = tables.map(({ method }) => wrapText(importanceTitle(method), own, font));
  const most = Math.max(...titles.map((lines) => lines.length));
  const views = tables.map((table, i) => {
    const lines = titles[i] ?? [];
    const blank = new Array<string>(most - lines.length).fill('');
    const title = most === 1 ? lines.join('') : [...blank, ...lines];
    return importanceColumn(table, { ...place, title, width: own });
  });
  return columns === tables.length ? { hconcat: views } : { columns, spacing: 30, concat: views };
}

function importanceColumn(
  table: ImportanceTable,
  {
    tasks,
    layers,
    title: text,
    width,
  }: { tasks: ReadonlyMap<string, string>; layers: number[]; title: string | string[]; width: number },
): View {
  const height = tasks.size === 1 ? 260 : tasks.size <= 4 ? 110 : 56;
  return {
    title: {
      text,
      fontSize: sizes.panelTitle,
      color: methodColour(table.method),
      offset: 10,
    },
    spacing: 10,
    vconcat: [...tasks].map(([task, title], index) =>
      importancePanel(table, { task, title, layers, width, height, isLowest: index === tasks.size - 1 }),
    ),
  };
}

/** The content of a panel, and where it stands. */
export interface PanelPlace {
  readonly task: string;
  readonly title: string;
  readonly layers: number[];
  readonly width: number;
  readonly height: number;
  readonly isLowest: boolean;
}

/** A metric's bars of one task, with intervals where they are known. */
export function importancePanel(table: ImportanceTable, place: PanelPlace): Panel {
  const { method, bars, domain, task, title, layers, width, height, isLowest } = { ...table, ...place };
  const x = {
    field: 'layer',
    type: 'ordinal',
    scale: { domain: layers, paddingInner: 0.18, paddingOuter: 0.1 },
    axis: {
      title: isLowest ? layerTitle : null,
      labels: isLowest,
      ticks: isLowest,
      labelAngle: 0,
    },
  } as const;
  const y = {
    field: 'bar',
    type: 'quantitative',
    scale: { domain, nice: false },
    axis: { title: null, ...importanceAxis(table, { isSmall: height < 150 }) },
  } as const;
  const cut = { calculate: "'↑ ' + format(datum.value, '.2f')", as: 'label' };
  return {
    width,
    height,
    layer: [
      panelTitle(title, width),
      {
        ...from(method, { task }),
        mark: { type: 'bar' },
        encoding: { x, y, color: selectionColour(method) },
      },
      {
        ...from(method, { task, isCut: true }, [cut]),
        mark: { type: 'text', align: 'left', baseline: 'top', dx: 4, y: 1, ...noteText, color: colours.text },
        encoding: { x: { ...x, bandPosition: 1 }, text: { field: 'label' } },
      },
      ...certaintyLayers(table, { task, x, y }),
      ...(bars.some((bar) => bar.task === task) ? [] : [notMeasured]),
    ],
  };
}

/** A line for each interval, and a question mark on each layer on which other samples may decide otherwise. */
function certaintyLayers(
  table: ImportanceTable,
  {
    task,
    x,
    y,
  }: { readonly task: string; readonly x: PositionFieldDef<string>; readonly y: PositionFieldDef<string> },
): Layer[] {
  const intervals: Layer = {
    ...from(table.method, { task }, [{ filter: 'isValid(datum.lower)' }]),
    mark: intervalMark,
    encoding: { x, y: { ...y, field: 'lower' }, y2: { field: 'upper' } },
  };
  const undecided: Layer = {
    ...from(table.method, { task, isUndecided: true }),
    mark: { ...undecidedMark, align: 'left', baseline: 'bottom', dx: 4, dy: -1 },
    encoding: { x: { ...x, bandPosition: 0.5 }, y },
  };
  return [...(hasIntervals(table) ? [intervals] : []), ...(hasUndecided(table) ? [undecided] : [])];
}

const notMeasured: Layer = {
  data: { values: [{}] },
  mark: { type: 'text', text: 'not measured', align: 'left', x: 8, ...noteText },
};
