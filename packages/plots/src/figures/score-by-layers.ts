import { mainRank, rowsAt } from '../cells.ts';
import type { Drawing, Skipped } from '../drawing.ts';
import { selectsLayers } from '../methods.ts';
import type { FigureRows } from '../rows.ts';
import { distinct, distinctNumbers } from '../collections.ts';
import { drawSweep } from './sweep.ts';

/** Score against N, the number of layers that get LoRA, per method and task. */
export function scoreByLayers({ scores }: FigureRows): Drawing | Skipped {
  const rank = mainRank(scores);
  if (rank === undefined) return { skipped: 'it needs scores of methods that select layers, there are none' };
  const rows = rowsAt(scores, { rank });
  const values = distinctNumbers(rows.filter(selectsLayers), (row) => row.layers);
  if (values.length < 2)
    return { skipped: `it needs at least two values of N, there is only N = ${values[0]}` };
  return drawSweep(rows, {
    title: 'Score against the number of layers that get LoRA',
    fixed: `rank ${rank}`,
    column: 'layers',
    quantity: 'N',
    axisTitle: 'layers with LoRA (N)',
    scale: 'linear',
    references: distinct(
      rows.filter((row) => !selectsLayers(row)),
      ({ method }) => method,
    ),
  });
}
