import type { ImportanceMethod } from '@lamella/metrics/selection';
import { groupBy } from '@lamella/core';
import { meanRow, seedRows } from '../cell-tables.ts';
import { mainSetting, rowsAt, scoreCells, tasksOf, type ScoreCell, type Task } from '../cells.ts';
import type { TableRow } from '../drawing.ts';
import { methodStyles } from '../methods.ts';
import type { FigureRows, ScoreRow } from '../rows.ts';
import { scoreScale, type ScoreScale } from '../score-scale.ts';
import { variantsByTask, type VariantOfTask } from '../variant-tables.ts';

/** The variants of measuring by one rule for one task, with the scores of those that are trained on it. */
export interface VariantGroup {
  readonly rule: ImportanceMethod;
  readonly task: string;
  readonly taskTitle: string;
  /** N. */
  readonly count: number;
  readonly variants: readonly VariantOfTask[];
  /** What is scored: the task itself, or its benchmarks. */
  readonly benchmarks: readonly VariantScores[];
}

/** The scores of variants in one benchmark. */
export interface VariantScores {
  readonly benchmark: Task;
  readonly cells: readonly ScoreCell[];
  /** LoRA in all layers. */
  readonly references: readonly ScoreCell[];
  readonly scale: ScoreScale;
}

/** The groups of the rows, in their order. */
export function variantGroups({ scores, variants = [] }: FigureRows): VariantGroup[] {
  const groups = groupBy(variantsByTask(variants), ({ rule, task }) => JSON.stringify([rule, task]));
  return [...groups.values()].flatMap((ofGroup) => {
    const [first] = ofGroup;
    if (first === undefined) return [];
    const { rule, task, layers } = first;
    const count = layers.filter(({ isSelected }) => isSelected).length;
    const common = { rule, task, taskTitle: layers[0]?.taskTitle ?? task, count };
    return [
      { ...common, variants: ofGroup, benchmarks: benchmarksOf(scores, { ...common, variants: ofGroup }) },
    ];
  });
}

function benchmarksOf(
  scores: readonly ScoreRow[],
  { task, count, variants }: Omit<VariantGroup, 'benchmarks'>,
): VariantScores[] {
  const alike = variants.filter(({ layers }) =>
    layers.every(({ trainsOtherwise }) => trainsOtherwise !== true),
  );
  const names = new Set(alike.map(({ name }) => name));
  const arms = rowsAt(scores, { ...mainSetting(scores), layers: count }).filter(
    (row) => (row.trainedOn ?? row.task) === task,
  );
  return tasksOf(arms).flatMap((benchmark) => {
    const own = arms.filter((row) => row.task === benchmark.name);
    const cells = scoreCells(own).filter(({ method }) => names.has(method));
    const references = scoreCells(own.filter(({ selection }) => selection === 'all'));
    return cells.length === 0 ? [] : [{ benchmark, cells, references, scale: scoreScale(cells, references) }];
  });
}

/** The tables of the scores, whose rows have the names of the variants. */
export function scoreTables(
  groups: readonly VariantGroup[],
): Record<'seeds' | 'means' | 'references', TableRow[]> {
  const styles = methodStyles({ scores: [] });
  const collect = (
    rowsOf: (scores: VariantScores) => readonly (readonly [ScoreCell, TableRow])[],
  ): TableRow[] =>
    groups.flatMap(({ rule, task, variants, benchmarks }) =>
      benchmarks.flatMap((scores) =>
        rowsOf(scores).map(([{ method }, row]) => {
          const variant = variants.find(({ name }) => name === method)?.title;
          const place = { rule, task, benchmark: scores.benchmark.name };
          return { ...row, ...place, ...(variant !== undefined && { variant }) };
        }),
      ),
    );
  return {
    seeds: collect(({ cells }) =>
      cells.flatMap((cell) => seedRows(cell, styles).map((row) => [cell, row] as const)),
    ),
    means: collect(({ cells }) => cells.map((cell) => [cell, meanRow(cell, styles)] as const)),
    references: collect(({ references }) => references.map((cell) => [cell, meanRow(cell, styles)] as const)),
  };
}
