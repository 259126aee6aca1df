import { groupBy } from '@lamella/core';
import { importanceOf } from '@lamella/metrics/selection';
import type { ResolvedTrial } from '@lamella/spec';
import { describeSwept, modelLabel } from '@lamella/spec';
import type { DoneResult } from '../../results/trial-result.ts';
import { titleOf } from '../../tables/rows.ts';
import type { TrialCell } from '../../tables/collect-cells.ts';
import { html, type Html } from '../html.ts';
import { layerPicture } from '../layer-picture.ts';
import { pageTable } from '../table.ts';
import type { Part } from './parts.ts';

/** A selection by importance, with the trials that share it. */
interface Selection {
  readonly trial: ResolvedTrial;
  readonly importance: NonNullable<ResolvedTrial['importance']>;
  readonly selection: DoneResult['selection'];
  readonly cells: readonly TrialCell[];
}

/** Which layers were selected by importance, and how sure that is: the selection's certificate. */
export function certificatePart(cells: readonly TrialCell[]): Part {
  const selections = findSelections(cells);
  return {
    ...{ name: 'selections', title: 'Selections and how sure they are' },
    content:
      selections.length === 0 ? html`<p>No layers were selected by importance.</p>` : toContent(selections),
  };
}

/** Each once, whichever trials share it. */
function findSelections(cells: readonly TrialCell[]): Selection[] {
  // Layers of controls are not those of their importance.
  const selected = cells.filter(
    ({ trial, result }) =>
      trial.importance !== null && trial.control === undefined && result?.selection.scores,
  );
  const groups = groupBy(selected, ({ trial, result }) => {
    const { task, model, importance, swept, selection } = trial;
    return JSON.stringify([task, modelLabel(model), importance, swept, selection, result?.selection]);
  });
  return [...groups.values()].flatMap((group) => {
    const [{ trial, result } = {}] = group;
    const importance = trial?.importance ?? null;
    if (trial === undefined || importance === null || result === undefined) return [];
    return [{ trial, importance, selection: result.selection, cells: group }];
  });
}

function toContent(selections: readonly Selection[]): Html {
  const isKnown = selections.some(({ selection }) => selection.certainty !== undefined);
  const words = isKnown
    ? html`<p>
        Coloured layers are selected; the height of a bar is the share of draws of the samples in which its
        layer is. A layer is undecided if more than one draw in twenty says otherwise; the overlap is the mean
        Jaccard index of the selection with that of a draw.
      </p>`
    : html`<p>
        These results don’t say how sure their selections are: they are of before that was recorded, or were
        measured on fewer than 10 samples. <code>lamella importance</code> measures it.
      </p>`;
  const name = namer(selections);
  return html`${words}${overview(selections, name)}${selections.map((one) => details(one, name(one.trial)))}`;
}

function overview(selections: readonly Selection[], name: (trial: ResolvedTrial) => string): Html {
  const columns = [
    ...['selection', 'task', 'seeds'].map((title) => ({ title })),
    { title: 'N', isNumber: true },
    ...['layers', 'picture', 'undecided'].map((title) => ({ title })),
    ...['margin', 'overlap'].map((title) => ({ title, isNumber: true })),
  ];
  const rows = selections.map(({ trial, selection, cells }) => {
    const { certainty, layers } = selection;
    const { undecided = [], margin, overlap } = certainty ?? {};
    return [
      name(trial),
      titleOf(trial),
      seedsOf(cells),
      String(layers.length),
      layers.join(', '),
      { shown: layerPicture(selection), value: '' },
      certainty === undefined ? 'not recorded' : undecided.join(', ') || 'none',
      margin === undefined || margin === null ? '–' : { shown: margin.toPrecision(3), value: margin },
      overlap === undefined ? '–' : { shown: overlap.toFixed(2), value: overlap },
    ];
  });
  return pageTable({ caption: 'Selections', columns, rows });
}

/** Names selections by their methods, and by models where there are several. */
function namer(selections: readonly Selection[]): (trial: ResolvedTrial) => string {
  const models = new Set(selections.map(({ trial }) => modelLabel(trial.model)));
  return ({ title, model, swept }) =>
    [title, ...(models.size > 1 ? [modelLabel(model)] : []), ...(swept ? [describeSwept(swept)] : [])].join(
      ', ',
    );
}

function seedsOf(cells: readonly TrialCell[]): string {
  return [...new Set(cells.map(({ trial }) => trial.seed))].join(', ');
}

/** The values that a selection was made by, layer by layer. */
function details({ trial, importance, selection, cells }: Selection, name: string): Html {
  const { scores, layers, certainty } = selection;
  const caption = `${name} on ${titleOf(trial)}, N = ${layers.length}, seeds ${seedsOf(cells)}`;
  const number = (title: string) => ({ title, isNumber: true });
  const columns = [
    ...[number('layer'), number(importanceOf(importance.method).label), { title: 'selected' }],
    ...(certainty === undefined
      ? []
      : [...['unbiased', 'interval from', 'interval to', 'share of draws'].map(number), { title: 'note' }]),
  ];
  const exact = (value: number | undefined) =>
    value === undefined ? '–' : { shown: value.toPrecision(4), value };
  const rows = (scores ?? []).map((score, layer) => [
    ...[String(layer), exact(score), layers.includes(layer) ? 'yes' : 'no'],
    ...(certainty === undefined
      ? []
      : [
          ...[certainty.estimates[layer], certainty.lower[layer], certainty.upper[layer]].map(exact),
          exact(certainty.frequency[layer]),
          noteOf(layer, certainty),
        ]),
  ]);
  return html`<details>
    <summary>${caption}</summary>
    <p>${describeSettings(importance)}</p>
    ${pageTable({ caption, columns, rows })}
  </details> `;
}

function noteOf(
  layer: number,
  { undecided, constantInputs }: NonNullable<DoneResult['selection']['certainty']>,
): string {
  const notes = [
    ...(undecided.includes(layer) ? ['undecided'] : []),
    ...(constantInputs.includes(layer) ? ['the same input for every sample'] : []),
  ];
  return notes.join(', ');
}

/** Settings of a measurement as they are in the trial. */
function describeSettings({ method: _, ...settings }: Selection['importance']): string {
  const texts = Object.entries(settings).map(([key, value]) => {
    const text =
      typeof value === 'object'
        ? Object.entries(value)
            .map((entry) => entry.join(' '))
            .join(', ')
        : String(value);
    return `${key}: ${text}`;
  });
  return `Measured with ${texts.join('; ')}.`;
}
