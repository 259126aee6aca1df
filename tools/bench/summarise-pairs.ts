import { median } from '@lamella/metrics';
import type { Comparison } from './pairs.ts';

type Figures = Readonly<Record<string, number>>;

/** The figures of both programs, round by round. */
export interface PairResult {
  readonly pair: Comparison;
  readonly rounds: readonly { readonly lamella: Figures; readonly pytorch: Figures }[];
}

/** One figure of a pair: medians over the rounds, and the median of the rounds' ratios, which drift together. */
export interface SummaryRow {
  readonly work: string;
  readonly figure: string;
  readonly lamella: number;
  readonly pytorch: number;
  readonly ratio: number;
  readonly isMet: boolean;
  readonly limit: string;
  readonly aim: number | undefined;
}

/** Every figure of every pair. */
export function summarisePairs(results: readonly PairResult[]): SummaryRow[] {
  return results.flatMap(({ pair, rounds }) =>
    Object.entries(pair.limits).map(([figure, { atMost, atLeast, aim }]) => {
      const values = (side: 'lamella' | 'pytorch'): number[] =>
        rounds.map((round) => round[side][figure] ?? NaN);
      const [ours, theirs] = [values('lamella'), values('pytorch')];
      const ratio = median(ours.map((value, i) => value / (theirs[i] ?? NaN)));
      return {
        work: pair.name,
        figure,
        lamella: median(ours),
        pytorch: median(theirs),
        ratio,
        isMet: ratio <= (atMost ?? Infinity) && ratio >= (atLeast ?? -Infinity),
        aim,
        limit: atMost === undefined ? `≥ ${atLeast ?? ''}` : `≤ ${Number(atMost.toFixed(3))}`,
      };
    }),
  );
}

/** The rows as a Markdown table. */
export function toMarkdown(rows: readonly SummaryRow[]): string {
  const show = (value: number): string => String(Number(value.toPrecision(3)));
  const lines = rows.map(({ work, figure, lamella, pytorch, ratio, limit, aim, isMet }) => {
    const asked = [limit, aim === undefined ? '' : String(aim), isMet ? 'yes' : 'no'];
    const numbers = [show(lamella), show(pytorch), show(ratio), ...asked];
    return `| ${[work, figure, ...numbers].join(' | ')} |`;
  });
  return [
    '| work | figure | Lamella | PyTorch | ratio | must | aim | met |',
    '| --- | --- | --: | --: | --: | --: | --: | --- |',
    ...lines,
  ].join('\n');
}
