import type { KindCounts } from './run-kind.ts';

/** Counts with the peak memory of the process that made them. */
export type MeasuredCounts = KindCounts & { readonly peakBytes: number };

/** The table of a campaign, in Markdown. */
export function formatCounts(all: readonly MeasuredCounts[], seed: number): string {
  const sum = (of: (counts: MeasuredCounts) => number): number =>
    all.reduce((total, one) => total + of(one), 0);
  const number = (value: number): string => value.toLocaleString('en-US');
  const share = (part: number, whole: number): string =>
    `${((100 * part) / Math.max(1, whole)).toFixed(0)} %`;
  const row = (one: MeasuredCounts): string =>
    `| ${one.name} | ${number(one.inputs)} | ${share(one.read, one.inputs)} | ${share(one.refused, one.inputs)} | ${one.findings.length} | ${(one.slowestMs / 1000).toFixed(1)} | ${number(Math.round(one.peakBytes / 2 ** 20))} |`;
  const total = {
    name: `**all, seed ${seed}**`,
    ...{
      inputs: sum(({ inputs }) => inputs),
      read: sum(({ read }) => read),
      refused: sum(({ refused }) => refused),
    },
    findings: all.flatMap(({ findings }) => findings),
    slowestMs: Math.max(...all.map(({ slowestMs }) => slowestMs)),
    peakBytes: Math.max(...all.map(({ peakBytes }) => peakBytes)),
  };
  return [
    '| input | inputs | read | refused | anything else | slowest, s | peak of the process, MiB |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...[...all, total].map(row),
  ].join('\n');
}
