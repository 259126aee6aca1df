import { UserError, unknownName } from '@lamella/core';
import type { TopLevelSpec } from 'vega-lite';

import { frame, type Drawing, type Skipped } from './drawing.ts';
import { withEnoughItems } from './few-items.ts';
import { ckaByLayer } from './figures/cka-by-layer.ts';
import { differences, meanDifferences } from './figures/differences.ts';
import { importanceByLayer } from './figures/importance-by-layer.ts';
import { importanceByVariant } from './figures/importance-by-variant.ts';
import { importanceOne } from './figures/importance-one.ts';
import { loraAndPissa } from './figures/lora-and-pissa.ts';
import { lossByStep } from './figures/loss-by-step.ts';
import { methodsByTask } from './figures/methods-by-task.ts';
import { metricAgreement } from './figures/metric-agreement.ts';
import { scoreByDraw } from './figures/score-by-draw.ts';
import { scoreByGroup } from './figures/score-by-group.ts';
import { scoreByLayers } from './figures/score-by-layers.ts';
import { scoreByParameters } from './figures/score-by-parameters.ts';
import { scoreByRank } from './figures/score-by-rank.ts';
import { scoreBySetting } from './figures/score-by-setting.ts';
import { selectedLayers } from './figures/selected-layers.ts';
import { timeAndMemory } from './figures/time-and-memory.ts';
import { renderPng, svgWidth, type Rendered, withSvg } from './render.ts';
import type { FigureRows } from './rows.ts';
import { distinct } from './collections.ts';
import { sizes } from './theme.ts';

const figures = {
  'mean-differences': meanDifferences,
  differences,
  'importance-by-layer': importanceByLayer,
  'cka-by-layer': ckaByLayer,
  'importance-by-variant': importanceByVariant,
  'score-by-layers': withEnoughItems(scoreByLayers),
  'score-by-parameters': withEnoughItems(scoreByParameters),
  'methods-by-task': withEnoughItems(methodsByTask),
  'selected-layers': selectedLayers,
  'time-and-memory': timeAndMemory,
  'score-by-rank': withEnoughItems(scoreByRank),
  'score-by-group': withEnoughItems(scoreByGroup),
  'lora-and-pissa': withEnoughItems(loraAndPissa),
  'loss-by-step': lossByStep,
  'score-by-setting': withEnoughItems(scoreBySetting),
  'score-by-draw': withEnoughItems(scoreByDraw),
  'importance-one': importanceOne,
  'metric-agreement': metricAgreement,
} as const satisfies Readonly<Record<string, (rows: FigureRows) => Drawing | Skipped>>;

/** The name of a figure that can be drawn. */
export type FigureName = keyof typeof figures;

/** All figures, in the order in which a report shows them. */
export const figureNames: readonly FigureName[] = Object.keys(figures) as FigureName[];

/** A drawn figure. */
export interface Figure {
  readonly name: FigureName;
  /** Vega-Lite, with its data inside. */
  readonly spec: TopLevelSpec;
  readonly svg: string;
  /** The SVG with the row of the data that each mark shows as its `aria-label`, a column on each line: for pages with tooltips. */
  readonly labelled: string;
  readonly png: Uint8Array;
}

/** A figure that was not drawn, because the rows do not hold what it shows. */
export interface SkippedFigure {
  readonly name: FigureName;
  /** Why: "it needs at least two values of N, there is only N = 4". */
  readonly skipped: string;
}

/** Words around a figure. */
export interface FigureOptions {
  /** In place of the figure's own title. */
  readonly title?: string;
  /** In place of the figure's own subtitle: model, tasks, setting, number of seeds. */
  readonly subtitle?: string;
  /** After the figure's own note on how to read it: what the data is, for instance. */
  readonly caption?: string;
}

/**
 * Draws one figure from rows of one model; `score-by-setting` alone compares several. The same rows give the same bytes on every machine.
 *
 * @throws UserError for an unknown name, or for rows of several models
 */
export async function drawFigure(
  name: FigureName,
  rows: FigureRows,
  options: FigureOptions = {},
): Promise<Figure | SkippedFigure> {
  if (!Object.hasOwn(figures, name)) throw new UserError(unknownName('figure', name, figureNames));
  if (name !== 'score-by-setting') requireOneModel(rows);
  const drawing = figures[name](finiteRows(rows));
  if ('skipped' in drawing) return { name, ...drawing };
  const worded = {
    ...drawing,
    title: options.title ?? drawing.title,
    subtitle: options.subtitle ?? drawing.subtitle,
    notes: [...drawing.notes, ...(options.caption === undefined ? [] : [options.caption])],
  };
  const { spec, svg, labelled } = await drawToWidth(worded);
  return { name, spec, svg, labelled, png: renderPng(svg) };
}

/** Axes and labels take what they need and the plotting areas get the rest, which is known after drawing once. */
async function drawToWidth(drawing: Drawing): Promise<Rendered & { readonly spec: TopLevelSpec }> {
  let width = 0.8 * sizes.width;
  for (let pass = 1; ; pass++) {
    const spec = frame(drawing, width);
    const { svg, surplus, labelled } = await withSvg(spec, async (svg, label) => {
      const surplus = svgWidth(svg) - sizes.width;
      // Tick labels at the very end can come and go with the width, so that it may take a third pass.
      const isFinal = pass === 4 || (surplus <= 0 && surplus > -8);
      return { svg, surplus, labelled: isFinal ? await label() : undefined };
    });
    if (labelled !== undefined) return { spec, svg, labelled };
    width -= surplus + 1;
  }
}

/** @throws UserError for rows of several models */
function requireOneModel({
  scores,
  importance,
  groups = [],
  losses = [],
  draws = [],
  differences = [],
  variants = [],
}: FigureRows): void {
  const lists: readonly (readonly { readonly model: string }[])[] = [
    scores,
    importance,
    groups,
    losses,
    draws,
    differences,
    variants,
  ];
  const models = distinct(
    lists.flatMap((rows) => distinct(rows, ({ model }) => model)),
    (model) => model,
  );
  if (models.length > 1) {
    throw new UserError(
      `Expected a figure's rows to be of one model, got ${models.length}: ${models.join(', ')}. Draw each model's figures by themselves.`,
    );
  }
}

/** Rows without those whose score or importance is not a number (an undefined correlation, say). */
function finiteRows({
  scores,
  importance,
  agreement = [],
  groups = [],
  losses = [],
  draws = [],
  differences = [],
  variants = [],
}: FigureRows): Required<FigureRows> {
  return {
    agreement,
    scores: keepFinite(scores, (row) => row.score),
    importance: keepFinite(importance, (row) => row.importance),
    groups: keepFinite(groups, (row) => row.score),
    losses: keepFinite(losses, (row) => row.loss),
    draws: keepFinite(draws, (row) => row.score),
    differences: keepFinite(differences, (row) => row.difference),
    variants: keepFinite(variants, (row) => row.importance),
  };
}

/** The same list, where all of its values are numbers: every figure asks, and losses are many. */
function keepFinite<Row>(rows: readonly Row[], valueOf: (row: Row) => number): readonly Row[] {
  const isFinite = (row: Row): boolean => Number.isFinite(valueOf(row));
  return rows.every(isFinite) ? rows : rows.filter(isFinite);
}
