import { scoreMetric } from '@lamella/metrics';
import { importanceOf, type ImportanceMethod } from '@lamella/metrics/selection';
import { seedNote } from '../cell-tables.ts';
import { distinct } from '../collections.ts';
import { panelTitle, type Drawing, type Skipped, type View } from '../drawing.ts';
import { layersOf } from '../importance-table.ts';
import type { FigureRows } from '../rows.ts';
import { agreementRow, layerRows } from '../variant-tables.ts';
import { importanceName } from './importance-look.ts';
import { scoreTables, variantGroups, type VariantGroup } from './variant-groups.ts';
import { hasRoomForValues, overlapPanel, profilePanel, scorePanel } from './variant-panels.ts';

/** What the choice of measuring changes: a row for each variant, with its importance by layer, its overlap with the first, and scores. */
export function importanceByVariant(rows: FigureRows): Drawing | Skipped {
  const groups = variantGroups(rows);
  if (groups.every(({ variants }) => variants.length < 2))
    return { skipped: 'it needs importance that was measured in several ways, it was in one' };
  const variants = groups.flatMap((group) => group.variants);
  const layers = layersOf(rows.variants ?? []);
  return {
    title: 'What the choice of measuring changes',
    subtitle: describe(rows, groups, layers.length),
    notes: [...measuringNotes(groups, layers), ...scoreNotes(groups)],
    tables: {
      layers: variants.flatMap(layerRows),
      agreement: variants.map(agreementRow),
      ...scoreTables(groups),
    },
    body: (width) => ({
      spacing: 34,
      // Each rule has shades of its own colour.
      resolve: { scale: { color: 'independent' } },
      vconcat: groups.map((group, i) =>
        groupView(group, {
          ...{ width, layers, isLowest: i === groups.length - 1 },
          title: titleOf(group, groups),
        }),
      ),
    }),
  };
}

/** Model, tasks, N and seeds. */
function describe({ variants = [] }: FigureRows, groups: readonly VariantGroup[], numLayers: number): string {
  const tasks = distinct(groups, ({ taskTitle }) => taskTitle);
  const seeds = Math.max(0, ...drawnCells(groups).map(({ scores }) => scores.length));
  return [
    `${variants[0]?.model} (${numLayers} layers)`,
    tasks.length === 1 ? tasks[0] : `${tasks.length} tasks`,
    `N = ${distinct(groups, ({ count }) => count).join(', ')}`,
    ...(seeds === 0 ? [] : [`${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`]),
  ].join(' · ');
}

function drawnCells(groups: readonly VariantGroup[]) {
  return groups.flatMap(({ benchmarks }) => benchmarks.flatMap(({ cells }) => cells));
}

/** What tells a group from the others. */
function titleOf({ rule, taskTitle }: VariantGroup, groups: readonly VariantGroup[]): string {
  const isOneTask = distinct(groups, ({ task }) => task).length === 1;
  const isOneRule = distinct(groups, (group) => group.rule).length === 1;
  return [...(isOneTask ? [] : [taskTitle]), ...(isOneRule ? [] : [importanceName(rule)])].join(', ');
}

/** What the printed values are. */
function quantityOf(rule: ImportanceMethod): string {
  return importanceOf(rule).isRelative
    ? `${importanceName(rule)} (relative to the largest)`
    : importanceName(rule);
}

function measuringNotes(groups: readonly VariantGroup[], layers: readonly number[]): string[] {
  const names = distinct(groups, ({ rule }) => quantityOf(rule)).join(' and ');
  const rows = groups.flatMap(({ variants }) => variants.flatMap((variant) => variant.layers));
  const leftOut = rows.filter(({ isLeftOut }) => isLeftOut === true);
  const marks = [
    ...(rows.some(({ isUndecided }) => isUndecided)
      ? ['a question mark: undecided, more than one in twenty other samples selects otherwise']
      : []),
    ...(leftOut.some(({ hasConstantInput }) => hasConstantInput === true)
      ? [
          'a dash: left out of the order, as every sample has the same input there and the value means nothing',
        ]
      : []),
    ...(leftOut.some(({ hasConstantInput }) => hasConstantInput !== true)
      ? [`${hasRoomForValues(layers) ? 'grey without a shade' : '×'}: left out of the order by dropFirst`]
      : []),
  ];
  return [
    `${names} of every layer; the shade is relative to the variant's largest. Framed: selected${marks.map((mark) => `; ${mark}`).join('')}.`,
    "Overlap: the Jaccard index of the layers selected with those of the first variant; the line is the average of two random selections; τ: Kendall's tau-b of the values.",
  ];
}

function scoreNotes(groups: readonly VariantGroup[]): string[] {
  const cells = drawnCells(groups);
  if (cells.length === 0) return [];
  const benchmarks = groups.flatMap((group) => group.benchmarks);
  const outside = benchmarks.flatMap(({ benchmark, scale }) =>
    scale.outside.map(
      ({ mean, metric }) => `${mean.toFixed(scoreMetric(metric).decimals)} (${benchmark.title})`,
    ),
  );
  const isDrawn = benchmarks.some(({ references, scale }) => references.length > scale.outside.length);
  const others = distinct(
    groups
      .flatMap(({ variants }) => variants)
      .filter(({ layers }) => layers.some(({ trainsOtherwise }) => trainsOtherwise === true)),
    ({ title }) => title,
  );
  return [
    [
      seedNote(cells, 'bars'),
      ...(isDrawn ? ['Dashed: LoRA in all layers.'] : []),
      ...(outside.length > 0 ? [`LoRA in all layers lies beyond the axis at ${outside.join(', ')}.`] : []),
      'Variants that select the same layers train the same, and have the same scores.',
      ...(others.length > 0 ? [`Without scores, as they train otherwise: ${others.join(', ')}.`] : []),
    ].join(' '),
  ];
}

function groupView(
  { rule, task, variants, benchmarks }: VariantGroup,
  { width, title, ...common }: { width: number; layers: number[]; isLowest: boolean; title: string },
): View {
  const parts = benchmarks.length > 0 ? [0.46, 0.24, 0.3 / benchmarks.length] : [0.72, 0.28];
  const [grid = 0, overlap = 0, score = 0] = parts.map((part) => Math.floor(part * width));
  const where = { rule, task };
  const place = { ...common, where, method: rule, variants: variants.map((variant) => variant.title) };
  const profile = profilePanel({ ...place, width: grid });
  return {
    spacing: 16,
    hconcat: [
      { ...profile, layer: [...(title === '' ? [] : [panelTitle(title, grid)]), ...profile.layer] },
      overlapPanel({ ...place, width: overlap }),
      ...benchmarks.map(({ benchmark, scale }) => {
        const own = { ...place, where: { ...where, benchmark: benchmark.name }, width: score };
        const panel = scorePanel(own, {
          domain: scale.domain,
          title: scoreMetric(benchmark.metric).title,
        });
        const isNamed = benchmark.name !== task;
        return isNamed ? { ...panel, layer: [panelTitle(benchmark.title, score), ...panel.layer] } : panel;
      }),
    ],
  };
}
