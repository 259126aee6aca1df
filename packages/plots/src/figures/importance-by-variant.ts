import { scoreMetric } from '@lamella/metrics';
import { meanRow, seedNote, seedRows } from '../cell-tables.ts';
import { mainSetting, rowsAt, scoreCells, tasksOf, type ScoreCell } from '../cells.ts';
import { distinct } from '../collections.ts';
import { panelTitle, type Drawing, type Skipped, type View } from '../drawing.ts';
import { layersOf } from '../importance-table.ts';
import { methodStyles, type MethodStyle } from '../methods.ts';
import type { FigureRows, ScoreRow, VariantRow } from '../rows.ts';
import { scoreScale } from '../score-scale.ts';
import { agreementRow, layerRows, type VariantOfTask, variantsByTask } from '../variant-tables.ts';
import { importanceName } from './importance-look.ts';
import { overlapPanel, profilePanel, scorePanel, type VariantPlace } from './variant-panels.ts';

/** What the choice of measuring changes: a row for each variant, with its importance by layer, its overlap with the first, and scores. */
export function importanceByVariant({ scores, variants: rows = [] }: FigureRows): Drawing | Skipped {
  const variants = variantsByTask(rows);
  const [first] = rows;
  const names = distinct(variants, ({ name }) => name);
  if (first === undefined || names.length < 2)
    return { skipped: 'it needs importance that was measured in several ways, it was in one' };
  const count = numSelected(variants[0]);
  const arms = rowsAt(scores, { ...mainSetting(scores), layers: count });
  const styles = methodStyles({ scores: arms });
  const cells = scoreCells(arms).filter(({ method }) => names.includes(method));
  const layers = layersOf(rows);
  const tasks = distinct(rows, ({ task }) => task);
  return {
    title: 'What the choice of measuring changes',
    subtitle: describe(rows, cells, count),
    notes: notesOn(variants, cells),
    tables: {
      layers: variants.flatMap(layerRows),
      agreement: variants.map(agreementRow),
      seeds: cells.flatMap((cell) => seedRows(cell, styles)),
      means: cells.map((cell) => meanRow(cell, styles)),
      references: referenceRows(arms, styles),
    },
    body: (width) => ({
      spacing: 34,
      vconcat: tasks.map((task, i) =>
        taskView(
          variants.filter((variant) => variant.task === task),
          {
            ...{ width, layers, isLowest: i === tasks.length - 1, method: first.method },
            ...{ cells: cells.filter((cell) => cell.task === task), arms },
            hasTitle: tasks.length > 1,
          },
        ),
      ),
    }),
  };
}

function numSelected(variant: VariantOfTask | undefined): number {
  return variant?.layers.filter(({ isSelected }) => isSelected).length ?? 0;
}

/** Model, tasks, N and seeds. */
function describe(rows: readonly VariantRow[], cells: readonly ScoreCell[], count: number): string {
  const tasks = distinct(rows, ({ taskTitle }) => taskTitle);
  const seeds = Math.max(0, ...cells.map(({ scores }) => scores.length));
  return [
    `${rows[0]?.model} (${layersOf(rows).length} layers)`,
    tasks.length === 1 ? tasks[0] : `${tasks.length} tasks`,
    `N = ${count}`,
    ...(seeds === 0 ? [] : [`${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`]),
  ].join(' · ');
}

/** The mean of LoRA in all layers on each task, where there is one. */
function referenceRows(
  arms: readonly ScoreRow[],
  styles: readonly MethodStyle[],
): ReturnType<typeof meanRow>[] {
  const all = arms.filter(({ selection }) => selection === 'all');
  return scoreCells(all).map((cell) => meanRow(cell, styles));
}

function notesOn(variants: readonly VariantOfTask[], cells: readonly ScoreCell[]): string[] {
  const rows = variants.flatMap(({ layers }) => layers);
  const method = rows[0]?.method ?? 'cka';
  const marks = [
    ...(rows.some(({ isUndecided }) => isUndecided)
      ? ['a question mark: undecided, more than one in twenty other samples selects otherwise']
      : []),
    ...(rows.some(({ isLeftOut }) => isLeftOut)
      ? [
          'a dash: left out of the order by dropFirst; where all samples share the input, its value means nothing',
        ]
      : []),
  ];
  return [
    `${importanceName(method)} of every layer; the shade is relative to the variant's largest. Framed: selected${marks.map((mark) => `; ${mark}`).join('')}.`,
    "Overlap: the Jaccard index of the layers selected with those of the first variant; the line is the average of two random selections; τ: Kendall's tau-b of the values.",
    ...(cells.length === 0
      ? []
      : [
          `${seedNote(cells, 'bars')} Dashed: LoRA in all layers. Variants that select the same layers train the same, and have the same scores.`,
        ]),
  ];
}

interface TaskPlace extends Omit<VariantPlace, 'variants' | 'width' | 'task'> {
  readonly width: number;
  readonly cells: readonly ScoreCell[];
  readonly arms: readonly ScoreRow[];
  readonly hasTitle: boolean;
}

function taskView(
  variants: readonly VariantOfTask[],
  { width, cells, arms, hasTitle, ...common }: TaskPlace,
): View {
  const [{ task = '', layers = [] } = {}] = variants;
  const titles = variants.map(({ title }) => title);
  const parts = cells.length > 0 ? [0.46, 0.24, 0.3] : [0.72, 0.28];
  const [grid = 0, overlap = 0, score = 0] = parts.map((part) => Math.floor(part * width));
  const place = { ...common, task, variants: titles };
  const profile = profilePanel({ ...place, width: grid });
  const title = hasTitle ? [panelTitle(layers[0]?.taskTitle ?? task, grid)] : [];
  const all = scoreCells(arms.filter((row) => row.selection === 'all' && row.task === task));
  const metric = tasksOf(arms).find(({ name }) => name === task)?.metric;
  return {
    spacing: 16,
    hconcat: [
      { ...profile, layer: [...title, ...profile.layer] },
      overlapPanel({ ...place, width: overlap }),
      ...(cells.length === 0 || metric === undefined
        ? []
        : [
            scorePanel(
              { ...place, width: score },
              { domain: scoreScale([...cells, ...all], []).domain, title: scoreMetric(metric).title },
            ),
          ]),
    ],
  };
}
