import { importanceOf } from '@lamella/metrics/selection';
import { alignColumns } from '@lamella/planning';
import { formatCheapest } from './format-cheapest.ts';
import type { CheapestReport, ImportanceReport, LayerReport, SelectionReport } from './importance-report.ts';

const BAR_WIDTH = 32;

/** The report as an aligned table with a bar for each layer, then the selection and how sure it is. */
export function formatReport(report: ImportanceReport): string {
  const { model, data, samples, seconds, selection, notes } = report;
  return [
    `Importance of the layers of ${model} for ${data} (${samples} samples, ${seconds.toFixed(1)} s)`,
    '',
    ...layerTable(report),
    ...(selection === undefined ? [] : ['', ...describeSelection(selection, report)]),
    ...notes.flatMap((note) => ['', note]),
  ].join('\n');
}

/** The warnings for a reader of the selected layers alone: undecided layers, and reasons for which the values say less than they seem to. */
export function warningsOf(report: ImportanceReport): string[] {
  const { selection, notes } = report;
  const isUndecided = (selection?.undecided ?? []).length > 0;
  return [
    ...(isUndecided && selection?.cheapest ? [describeWhose(selection.cheapest)] : []),
    ...(isUndecided && selection ? describeUndecided(selection, report) : []),
    ...notes,
  ];
}

/** Bars are scaled to the layers that are ranked: one that is left out says nothing of the others. */
function layerTable({ method, layers, selection }: ImportanceReport): string[] {
  const ranked = layers.filter(({ rank }) => rank !== null);
  const largest = Math.max(...ranked.map(({ importance }) => importance), Number.MIN_VALUE);
  const { column } = importanceOf(method);
  const hasIntervals = layers.some(({ lower }) => lower !== undefined);
  const hasBias = layers.some(({ floor }) => floor !== undefined);
  const hasFrequency = selection?.frequency !== undefined;
  const hasHeads = layers.some(({ headDeviation }) => headDeviation !== undefined);
  const head = [
    ...[
      'layer',
      column,
      ...(hasBias ? ['unbiased'] : []),
      ...(hasIntervals ? ['95 % interval'] : []),
      ...(hasHeads ? ['sd of heads'] : []),
      'rank',
    ],
    ...(hasFrequency ? [`in ${selection?.layers.length}`] : []),
    '',
  ];
  const rows = layers.map((row) => {
    const { layer, importance, estimate, rank, frequency } = row;
    const isRanked = rank !== null;
    const bar = isRanked ? '█'.repeat(Math.max(0, Math.round((importance / largest) * BAR_WIDTH))) : '';
    return [
      ...[String(layer), formatNumber(importance)],
      ...(hasBias ? [row.hasConstantInput ? '-' : formatNumber(estimate ?? NaN)] : []),
      ...(hasIntervals ? [formatInterval(row)] : []),
      ...(hasHeads ? [formatNumber(row.headDeviation ?? NaN)] : []),
      String(rank ?? '-'),
      ...(hasFrequency ? [`${Math.round(100 * (frequency ?? NaN))} %`] : []),
      bar,
    ];
  });
  return alignColumns([head, ...rows]).map((line) => line.trimEnd());
}

function formatInterval({ lower = NaN, upper = NaN, hasConstantInput }: LayerReport): string {
  return hasConstantInput ? '-' : `${formatNumber(lower)} to ${formatNumber(upper)}`;
}

/** The list, the mask, PEFT's configuration, and what is undecided, with its cause. */
function describeSelection(selection: SelectionReport, report: ImportanceReport): string[] {
  const { layers, mask, configurations, overlap, margin, headOverlap, cheapest } = selection;
  const sure =
    overlap === undefined ? [] : [describeMargin(margin, overlap), ...describeUndecided(selection, report)];
  return [
    `Selected: layers ${layers.join(', ')} (${mask})`,
    ...(cheapest === undefined ? [] : ['', ...formatCheapest(cheapest), '']),
    ...(cheapest === undefined || overlap === undefined ? [] : [describeWhose(cheapest)]),
    ...sure,
    ...(headOverlap === undefined
      ? []
      : [`Mean overlap with the selections by single heads ${headOverlap.toFixed(2)} (Jaccard index).`]),
    '',
    ...(configurations['peft'] === undefined ? [] : [configurations['peft']]),
  ];
}

/** Other samples say how sure the ranking is, not what would have been cheapest by them. */
function describeWhose({ top }: CheapestReport): string {
  return `How sure the ${top.layers.length} most important layers are (${top.layers.join(', ')}); by other samples another set may be the cheapest:`;
}

function describeMargin(margin: number | null, overlap: number): string {
  const gap = margin === null ? '' : `margin to the next layer ${formatNumber(margin)}; `;
  return `${gap}mean overlap with the selections of other samples ${overlap.toFixed(2)} (Jaccard index).`;
}

/** Names the layers that are a toss-up, and what would decide. */
function describeUndecided(
  { undecided = [], layers, cheapest }: SelectionReport,
  report: ImportanceReport,
): string[] {
  const selected = cheapest?.top.layers ?? layers;
  if (undecided.length === 0)
    return ['Decided: at least 95 % of other samples select the same of each layer.'];
  const words = undecided.map((layer) => {
    const share = `${Math.round(100 * (report.layers[layer]?.frequency ?? NaN))} %`;
    return selected.includes(layer)
      ? `layer ${layer} (selected, as by ${share} of other samples)`
      : `layer ${layer} (left out, but selected by ${share})`;
  });
  const floor = Math.max(...undecided.map((layer) => report.layers[layer]?.floor ?? 0));
  const few =
    floor < fewFloor
      ? ''
      : ` ${report.samples} samples are few: unrelated representations would reach a CKA of ${floor.toFixed(2)} with them, which lowers the values.`;
  return [`Undecided: ${words.join(', ')}.${few} More samples may decide it.`];
}

/** The floor of CKA from which on samples are called few. */
const fewFloor = 0.05;

/** A number of a table: four decimals, or an exponent where it is small. */
export function formatNumber(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(3) : value.toFixed(4);
}
