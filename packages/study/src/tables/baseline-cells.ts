import { areAlike, mean } from '@lamella/metrics';
import type { TaskSummary } from '@lamella/metrics/scores';
import { formatScore } from './formats.ts';

/** A table's line of what answers without a look at the examples score. */
export interface BaselineCells {
  /** `majority class`; of tasks of different kinds all that there is, such as `majority class / mean`. */
  readonly title: string;
  /** A cell per task. */
  readonly scores: readonly string[];
  readonly average: string;
}

/** The line below a table's scores; undefined where no result says it. */
export function baselineCells(
  summaries: readonly TaskSummary[],
  tasks: readonly string[],
): BaselineCells | undefined {
  const known = summaries.filter(({ baseline }) => baseline !== undefined);
  if (known.length === 0) return undefined;
  const ofTask = tasks.map((task) => known.filter((summary) => summary.task === task));
  return {
    title: [...new Set(known.map(({ baselineOf }) => baselineOf))].join(' / '),
    scores: ofTask.map(formatRange),
    average: formatAverage(ofTask),
  };
}

/** One value, or the range where swept settings change the examples. */
function formatRange(summaries: readonly TaskSummary[]): string {
  const texts = [
    ...new Set(summaries.toSorted(byBaseline).map((one) => formatScore(one.baseline ?? NaN, one.metric))),
  ];
  return texts.length === 0 ? '–' : texts.length === 1 ? String(texts[0]) : `${texts[0]} to ${texts.at(-1)}`;
}

function formatAverage(ofTask: readonly (readonly TaskSummary[])[]): string {
  const firsts = ofTask.flatMap(([first]) => first ?? []);
  const isOne = ofTask.every((own) => new Set(own.map(({ baseline }) => baseline)).size === 1);
  if (!isOne || !areAlike(firsts.map(({ metric }) => metric))) return '–';
  return formatScore(mean(firsts.map(({ baseline = NaN }) => baseline)), firsts[0]?.metric ?? '');
}

function byBaseline({ baseline: a = NaN }: TaskSummary, { baseline: b = NaN }: TaskSummary): number {
  return a - b;
}
