import { from, layerTitle, type Drawing, type Panel, type Skipped } from '../drawing.ts';
import { layersOf, type ImportanceTable } from '../importance-table.ts';
import type { FigureRows } from '../rows.ts';
import { distinct } from '../collections.ts';
import { valueText } from '../theme.ts';
import {
  importanceAxis,
  importanceNotes,
  importanceTables,
  importanceTitle,
  selectionColour,
} from './importance-look.ts';

/** Importance of every layer of one model for one task, with values. */
export function importanceOne(rows: FigureRows): Drawing | Skipped {
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
    tables: Object.fromEntries(tables.map(({ method, bars }) => [method, bars.map((bar) => ({ ...bar }))])),
    body: (width) => ({
      hconcat: tables.map((table, index) =>
        barPanel(table, { layers, width: Math.floor(width / tables.length), isFirst: index === 0 }),
      ),
    }),
  };
}

function barPanel(
  { method, domain }: ImportanceTable,
  { layers, width, isFirst }: { layers: number[]; width: number; isFirst: boolean },
): Panel {
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
    axis: { title: importanceTitle(method), ...importanceAxis(method, { isSmall: false }) },
  } as const;
  const text = { calculate: "(datum.isCut ? '→ ' : '') + format(datum.value, '.3f')", as: 'label' };
  return {
    width,
    height: { step: layers.length > 16 ? 17 : 24 },
    layer: [
      { ...from(method), mark: { type: 'bar' }, encoding: { x, y, color: selectionColour(method) } },
      {
        ...from(method, {}, [text]),
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 5, ...valueText },
        encoding: { x, y, text: { field: 'label' } },
      },
    ],
  };
}
