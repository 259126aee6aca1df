import { styleText } from 'node:util';
import type { CaseCounts, CaseResult, CaseStatus } from './case-result.ts';

const WORDS: Readonly<Record<CaseStatus, string>> = {
  holds: 'holds',
  fails: 'FAILS',
  unsupported: 'NOT SUPPORTED',
};

const COLOURS = { holds: 'green', fails: 'red', unsupported: 'yellow' } as const;

/** Wide enough for most cases' names; longer ones push the rest of their line. */
const NAME_WIDTH = 58;

/** A case as a line: status, name, error against tolerance, detail. */
export function renderCase(result: CaseResult, hasColours: boolean): string {
  const { status, family, name, error, tolerance, detail } = result;
  const word = WORDS[status].padEnd(13);
  const figures = error === undefined ? '' : `${renderNumber(error)} of ${renderNumber(tolerance ?? NaN)}`;
  const line = [
    hasColours ? styleText(COLOURS[status], word, { validateStream: false }) : word,
    `${family}: ${name}`.padEnd(NAME_WIDTH),
    figures.padEnd(15),
    detail,
  ];
  return line.join('  ').trimEnd();
}

/** `N cases hold, N fail, N not supported`. */
export function renderSummary({ holds, fails, unsupported }: CaseCounts): string {
  return `${holds} cases hold, ${fails} fail, ${unsupported} not supported`;
}

function renderNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toExponential(1);
}
