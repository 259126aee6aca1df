import { from, layerTitle, type Drawing, type Panel, type Skipped, type TableRow } from '../drawing.ts';
import { layersOf, type ImportanceBar, type ImportanceTable } from '../importance-table.ts';
import type { FigureRows } from '../rows.ts';
import { distinct } from '../collections.ts';
import { valueText } from '../theme.ts';
import { inSeveralWays, withoutVariants } from '../variant-tables.ts';
import {
  hasIntervals,
  hasUndecided,
  importanceAxis,
  importanceNotes,
  importanceTables,
  importanceTitle,
  intervalMark,
  selectionColour,
} from './importance-look.ts';

/** Importance of every layer of one model for one task, with values. */
export function importanceOne(all: FigureRows): Drawing | Skipped {
  const rows = { ...all, importance: withoutVariants(all) };
  if (rows.importance.length === 0 && all.importance.length > 0)
    return { skipped: `importance ${inSeveralWays}` };
  const tasks = distinct(rows.importance, (row) => row.task);
  if (tasks.length !== 1)
    return { skipped: `it needs the importance of one task, there are ${tasks.length}` };
  const tables = importanceTables(rows);
  const layers = layersOf(rows.importance);
  const [first] = rows.importance;
  return {
    title: `Importance of every layer for ${first?.taskTitle}`,
    subtitle: `${first?.model} (${layers.length} layers) · measured before training`,
    notes: importanceNotes(tables),
    tables: Object.fromEntries(tables.map((table) => [table.method, toRows(table)])),
    body: (width) => ({
      hconcat: tables.map((table, index) =>
        barPanel(table, { layers, width: Math.floor(width / tables.length), isFirst: index === 0 }),
      ),
    }),
  };
}

/** Values stand behind the bar, or behind the interval where there is one. */
function toRows(table: ImportanceTable): TableRow[] {
  const withEnd = (bar: ImportanceBar): TableRow => ({
    ...bar,
    end: Math.max(bar.bar, bar.upper ?? bar.bar),
  });
  return table.bars.map((bar) => (hasIntervals(table) ? withEnd(bar) : { ...bar }));
}

function barPanel(
  table: ImportanceTable,
  { layers, width, isFirst }: { layers: number[]; width: number; isFirst: boolean },
): Panel {
  const { method, domain } = table;
  const y = {
    field: 'layer',
    type: 'ordinal',
    scale: { domain: layers, paddingInner: 0.25, paddingOuter: 0.2 },
    axis: { title: isFirst ? layerTitle : null },
  } as const;
  const x = {
    field: 'bar',
    type: 'quantitative',
    scale: { domain, nice: false },
    axis: { title: importanceTitle(method), ...importanceAxis(table, { isSmall: false }) },
  } as const;
  const text = { calculate: valueOf(table), as: 'label' };
  const intervals = {
    ...from(method, {}, [{ filter: 'isValid(datum.lower)' }]),
    mark: intervalMark,
    encoding: { x: { ...x, field: 'lower' }, x2: { field: 'upper' }, y },
  } as const;
  return {
    width,
    height: { step: layers.length > 16 ? 17 : 24 },
    layer: [
      { ...from(method), mark: { type: 'bar' }, encoding: { x, y, color: selectionColour(method) } },
      ...(hasIntervals(table) ? [intervals] : []),
      {
        ...from(method, {}, [text]),
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 5, ...valueText },
        encoding: { x: hasIntervals(table) ? { ...x, field: 'end' } : x, y, text: { field: 'label' } },
      },
    ],
  };
}

/** The text beside a bar, with a question mark where other samples may decide otherwise on the layer. */
function valueOf(table: ImportanceTable): string {
  const value = "(datum.isCut ? '→ ' : '') + format(datum.value, '.3f')";
  return hasUndecided(table) ? `${value} + (datum.isUndecided ? ' ?' : '')` : value;
}
