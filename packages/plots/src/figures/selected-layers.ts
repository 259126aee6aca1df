import { groupBy } from '@lamella/core';
import { describeRows, mainLayers, mainRank, numLayersOf, rowsAt, tasksOf } from '../cells.ts';
import {
  from,
  layerTitle,
  panelTitle,
  type Drawing,
  type Encoding,
  type Layer,
  type Panel,
  type Skipped,
} from '../drawing.ts';
import { methodStyles, selectsLayers, type MethodStyle } from '../methods.ts';
import type { FigureRows, ScoreRow } from '../rows.ts';
import { round } from '../collections.ts';
import { colours } from '../theme.ts';
import { undecidedMark } from './importance-look.ts';

/** Which layers each method selected: a map of layers and tasks per method, shaded by the share of seeds. */
export function selectedLayers({ scores }: FigureRows): Drawing | Skipped {
  const rank = mainRank(scores);
  if (rank === undefined) return { skipped: 'it needs scores of methods that select layers, there are none' };
  const layers = mainLayers(rowsAt(scores, { rank })) ?? 0;
  const rows = rowsAt(scores, { rank, layers }).filter(selectsLayers);
  const styles = methodStyles({ scores: rows });
  const selections = selectionTable(rows);
  const isAnyUndecided = selections.some(({ isUndecided }) => isUndecided === true);
  const numLayers = numLayersOf(rows);
  const columns = Math.min(styles.length, numLayers > 16 ? 2 : 3);
  return {
    title: 'The layers that each method selected',
    subtitle: describeRows(rows, [`N = ${layers}`]),
    notes: [
      selections.some(({ share }) => share > 0 && share < 1)
        ? 'Filled: selected with every seed. Paler: selected with some of the seeds. Empty: frozen.'
        : 'Filled: selected. Empty: frozen.',
      ...(isAnyUndecided
        ? ['A question mark: undecided, more than one in twenty other samples selects otherwise.']
        : []),
    ],
    tables: { selections },
    body: (width) => ({
      columns,
      concat: styles.map((style, index) =>
        methodPanel(style, {
          tasks: tasksOf(rows).map((task) => task.title),
          numLayers,
          width: Math.floor(width / columns),
          hasNames: index % columns === 0,
          isLowest: index + columns >= styles.length,
          hasUndecided: selections.some((row) => row.method === style.name && row.isUndecided === true),
        }),
      ),
    }),
  };
}

function selectionTable(
  rows: readonly ScoreRow[],
): { method: string; task: string; layer: number; share: number; isUndecided?: true }[] {
  const groups = groupBy(rows, (row) => JSON.stringify([row.method, row.task]));
  return [...groups.values()].flatMap((group) => {
    const { method, taskTitle, selected } = group[0] as ScoreRow;
    return Array.from(selected, (_, layer) => {
      const share = group.filter((row) => row.selected[layer] === '1').length / group.length;
      const isUndecided = group.some((row) => row.undecided?.includes(layer));
      return { method, task: taskTitle, layer, share: round(share), ...(isUndecided && { isUndecided }) };
    });
  });
}

interface PanelPlace {
  readonly tasks: string[];
  readonly numLayers: number;
  readonly width: number;
  /** Whether the tasks' names stand at the left. */
  readonly hasNames: boolean;
  readonly isLowest: boolean;
  /** True if other samples may decide otherwise on some layer. */
  readonly hasUndecided: boolean;
}

function methodPanel(
  { name, title, colour }: MethodStyle,
  { tasks, numLayers, width, hasNames, isLowest, hasUndecided }: PanelPlace,
): Panel {
  const layers = Array.from({ length: numLayers }, (_, layer) => layer);
  const bands = { paddingInner: 0.1, paddingOuter: 0 } as const;
  const axis = { ticks: false, domain: false, grid: false, labelAngle: 0, labelPadding: 6 } as const;
  const x = {
    field: 'layer',
    type: 'ordinal',
    scale: { domain: layers, ...bands },
    axis: { ...axis, title: isLowest ? layerTitle : null },
  } as const;
  const y = {
    field: 'task',
    type: 'nominal',
    scale: { domain: tasks, ...bands },
    axis: { ...axis, title: null, labels: hasNames },
  } as const;
  const opacity = { field: 'share', type: 'quantitative', scale: { domain: [0, 1], range: [0, 1] } } as const;
  return {
    width,
    height: { step: tasks.length === 1 ? 40 : 20 },
    layer: [
      panelTitle(title, width),
      {
        ...from('selections', { method: name }),
        mark: { type: 'rect', color: colours.blank },
        encoding: { x, y },
      },
      {
        ...from('selections', { method: name }, [{ filter: 'datum.share > 0' }]),
        mark: { type: 'rect', color: colour },
        encoding: { x, y, opacity: { ...opacity, legend: null } },
      },
      ...(hasUndecided ? [undecidedLayer(name, { x, y })] : []),
    ],
  };
}

/** A question mark on each layer on which other samples may decide otherwise. */
function undecidedLayer(method: string, encoding: Encoding): Layer {
  return {
    ...from('selections', { method, isUndecided: true }),
    mark: { ...undecidedMark, baseline: 'middle' },
    encoding,
  };
}
