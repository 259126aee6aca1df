import { from } from 'arquero';
import { scoreInfo } from './scores.ts';
import type { TaskSummary } from './summarise.ts';

/** The summaries by task as CSV, one row per method, N, rank and task; scores are not multiplied by 100. */
export function toCsv(summaries: readonly TaskSummary[]): string {
  const rows = summaries.map(({ task, ...row }) => ({ task, metric: scoreInfo(task).metric, ...row }));
  return from(rows).toCSV();
}
