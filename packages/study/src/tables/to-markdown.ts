import { scoreMetric } from '@lamella/metrics';
import type { AverageSummary, Gaps, SettingGroup, TaskSummary } from '@lamella/metrics/scores';
import { dataTitle } from '../inputs/labels.ts';
import { type DataSource, describeModels } from '@lamella/spec';
import { describeAsked } from '../results/describe-asked.ts';
import type { ExperimentFile } from '../results/experiment-folder.ts';
import { baselineCells } from './baseline-cells.ts';
import { formatSpread, markdownTable } from './formats.ts';
import type { PartialResults } from './partial.ts';
import { settingKeys, sweptColumns } from './swept-columns.ts';
import { scoreInfo } from './scores.ts';

/** What a table shows. */
interface TableRows {
  readonly summaries: readonly TaskSummary[];
  readonly averages: readonly AverageSummary[];
  /** Of an experiment that is published although trials are not done. */
  readonly partial?: PartialResults | undefined;
}

/**
 * The table of an experiment: methods down, tasks across, mean ± standard deviation over seeds. A cell with fewer
 * seeds than the sweep has says so, and why.
 */
export function toMarkdown(
  { spec, ...asked }: Omit<ExperimentFile, 'numLayers'>,
  { summaries, averages, partial }: TableRows,
): string {
  const tasks = [...new Set(summaries.map(({ task }) => task))];
  const seeds = Math.max(...summaries.map((summary) => summary.seeds));
  const labels = sweptColumns(averages);
  const head = [
    'method',
    'N',
    'rank',
    ...labels.map(({ head }) => head),
    ...tasks.map((task) => scoreInfo(task, spec.data).title),
    'average',
    'trainable parameters',
  ];
  const rows = averages.map((average) => {
    const own = summaries.filter((summary) => isSameGroup(summary, average));
    const texts = labels.map(({ textOf }) => textOf(average));
    return toRow(average, own, { tasks, texts });
  });
  const baseline = baselineCells(summaries, tasks);
  if (baseline !== undefined)
    rows.push([baseline.title, '', '', ...labels.map(() => ''), ...baseline.scores, baseline.average, '']);
  return [
    `**${spec.name}**: ${describeModels(spec)} on ${dataTitle(spec.data)}${partial === undefined ? '' : `; partial: ${partial.summary}`}`,
    ...describeAsked(asked).flatMap((sentence) => ['', sentence]),
    '',
    markdownTable(head, rows),
    `${describeScores(tasks, spec.data)}, ${describeSeeds(seeds)}.`,
    '',
  ].join('\n');
}

/** A line of the table: a method at one N, rank and swept settings. */
function toRow(
  average: AverageSummary,
  summaries: readonly TaskSummary[],
  { tasks, texts }: { readonly tasks: readonly string[]; readonly texts: readonly string[] },
): string[] {
  const { title, layers, rank } = average;
  const cells = tasks.map((task) => {
    const summary = summaries.find((candidate) => candidate.task === task);
    return summary === undefined ? '' : formatSummary(summary);
  });
  return [
    ...[title, String(layers), rank === 0 ? '' : String(rank), ...texts, ...cells],
    ...[formatAverage(average, tasks), formatTrainable(summaries)],
  ];
}

/** One seed has no spread. */
function describeSeeds(seeds: number): string {
  return seeds === 1 ? 'one seed' : `mean ± standard deviation over ${count(seeds, 'seed')}`;
}

function isSameGroup(a: SettingGroup, b: SettingGroup): boolean {
  return settingKeys.every((key) => a[key] === b[key]);
}

function formatSummary(summary: TaskSummary): string {
  const gaps = describeGaps(summary);
  if (summary.mean === undefined) return gaps;
  return gaps === ''
    ? formatSpread(summary)
    : `${formatSpread(summary)} (${summary.scored} of ${count(summary.seeds, 'seed')}; ${gaps})`;
}

function formatAverage(average: AverageSummary, tasks: readonly string[]): string {
  if (average.mean === undefined) return '–';
  const notes = [
    ...(average.scored < average.seeds ? [`${average.scored} of ${count(average.seeds, 'seed')}`] : []),
    ...(average.tasks < tasks.length ? [count(average.tasks, 'task')] : []),
  ];
  return notes.length === 0 ? formatSpread(average) : `${formatSpread(average)} (${notes.join('; ')})`;
}

function describeGaps({ failed, missing, outdated, undefined: unscored }: Gaps): string {
  const counts = Object.entries({ failed, missing, outdated, undefined: unscored });
  return counts.flatMap(([name, number]) => (number === 0 ? [] : [`${number} ${name}`])).join(', ');
}

/** The head's size depends on the task's labels, so that the counts may differ a little. */
function formatTrainable(summaries: readonly TaskSummary[]): string {
  const counts = summaries.flatMap(({ trainable }) => (trainable === undefined ? [] : [trainable]));
  if (counts.length === 0) return '–';
  const [least, most] = [Math.min(...counts), Math.max(...counts)].map((value) =>
    value.toLocaleString('en-US'),
  );
  return least === most ? `${least}` : `${least} to ${most}`;
}

/** Describes the scores, by the unit that they are shown in and by which of two is the better. */
function describeScores(tasks: readonly string[], data: DataSource): string {
  const infos = tasks.map((task) => scoreInfo(task, data));
  const metrics = [...new Set(infos.map(({ metric }) => metric))];
  const heads = metrics.map((metric) => {
    const { factor, better } = scoreMetric(metric);
    return `Scores${factor === 1 ? '' : ` × ${factor}`} on the dev sets${better === 'lower' ? ', lower is better' : ''}`;
  });
  return [...new Set(heads)]
    .map((head) => {
      const own = metrics.filter((_, i) => heads[i] === head);
      return `${head} (${describeMetrics(own, infos)})`;
    })
    .join('. ');
}

function describeMetrics(metrics: readonly string[], infos: readonly ReturnType<typeof scoreInfo>[]): string {
  return metrics
    .map((metric) => {
      const own = infos.filter((info) => info.metric === metric).map(({ title }) => title);
      return `${metric}: ${own.join(', ')}`;
    })
    .join('; ');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
