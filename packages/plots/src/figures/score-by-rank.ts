import { mainLayers, rowsAt } from '../cells.ts';
import type { Drawing, Skipped } from '../drawing.ts';
import { usesLora } from '../methods.ts';
import type { FigureRows } from '../rows.ts';
import { distinct, distinctNumbers } from '../collections.ts';
import { drawSweep } from './sweep.ts';

/** Score against the rank of LoRA's matrices, per method and task. */
export function scoreByRank({ scores }: FigureRows): Drawing | Skipped {
  const layers = mainLayers(scores);
  const rows = layers === undefined ? scores : rowsAt(scores, { layers });
  const values = distinctNumbers(rows.filter(usesLora), (row) => row.rank);
  if (values.length < 2)
    return { skipped: `it needs at least two ranks of LoRA, there is ${values[0] ?? 'none'}` };
  return drawSweep(rows, {
    title: 'Score against the rank of LoRA',
    fixed: layers === undefined ? 'LoRA on all layers' : `N = ${layers}`,
    column: 'rank',
    quantity: 'the rank',
    axisTitle: 'rank (log scale)',
    scale: 'log2',
    references: distinct(
      rows.filter((row) => !usesLora(row)),
      ({ method }) => method,
    ),
  });
}
