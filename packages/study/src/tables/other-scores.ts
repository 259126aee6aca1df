import { scoreMetric } from '@lamella/metrics';
import { spreadBy } from '@lamella/metrics/scores';
import { benchmarkInfo, otherMetrics, scoredBenchmarks } from '@lamella/tasks';
import type { TrialCell } from './collect-cells.ts';
import { formatSpread, markdownTable } from './formats.ts';
import { settingOf, type SharedColumns } from './rows.ts';
import { settingKeys, sweptColumns } from './swept-columns.ts';

/** A score of a trial in a benchmark that is scored by other graders as well. */
export interface OtherScoreRow extends SharedColumns {
  /** Swept settings in print; empty if there are none. */
  readonly settings: string;
  readonly benchmark: string;
  readonly benchmarkTitle: string;
  readonly metric: string;
  readonly score: number | null;
}

/** Scores of other graders, of all results that have any, each behind the benchmark's own. */
export function otherScoreRows(cells: readonly TrialCell[]): OtherScoreRow[] {
  return cells.flatMap((cell) => {
    const { trial, result } = cell;
    if (result === undefined) return [];
    const { scores: asked = [] } = trial.generation ?? {};
    return scoredBenchmarks(trial.task, trial.data).flatMap((benchmark) => {
      const { title: benchmarkTitle, metrics } = benchmarkInfo(benchmark);
      const runsCode = metrics[0].startsWith('pass@');
      const others = otherMetrics({ name: benchmark, runsCode }, asked).map(({ name }) => name);
      if (others.length === 0) return [];
      return [metrics[0], ...others].map((metric) => ({
        ...{ settings: '', ...settingOf(cell), benchmark, benchmarkTitle, metric },
        score: result.metrics.final[`${benchmark}/${metric}`] ?? null,
      }));
    });
  });
}

/** A table for each benchmark: methods down, graders across, means over seeds of the same answers. */
export function otherScoreTables(rows: readonly OtherScoreRow[]): string[] {
  const titles = new Set(rows.map(({ benchmarkTitle }) => benchmarkTitle));
  return [...titles].map((title) => {
    const own = rows.filter(({ benchmarkTitle }) => benchmarkTitle === title);
    return `**${title}, the same answers by other graders**\n\n${graderTable(own)}`;
  });
}

function graderTable(rows: readonly OtherScoreRow[]): string {
  const labels = sweptColumns(rows);
  const metrics = [...new Set(rows.map(({ metric }) => metric))];
  const heads = ['method', 'N', 'rank', ...labels.map(({ head }) => head)];
  const means = spreadBy(rows, [...settingKeys, 'metric']);
  const lines = spreadBy(rows, [...settingKeys, 'methodTitle']).map((setting) => {
    const { methodTitle, layers, rank } = setting;
    const own = means.filter((row) => settingKeys.every((key) => row[key] === setting[key]));
    const cells = metrics.map((metric) => {
      const spread = own.find((row) => row.metric === metric);
      return spread?.mean === undefined ? '–' : formatSpread(spread);
    });
    const texts = labels.map(({ textOf }) => textOf(setting));
    return [methodTitle, String(layers), rank === 0 ? '' : String(rank), ...texts, ...cells];
  });
  return markdownTable([...heads, ...metrics.map((metric) => scoreMetric(metric).title)], lines);
}
