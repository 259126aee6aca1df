import { NUMBER_IN_TEXT, plainNumber } from './parse-number.ts';

/** How MetaMath's answers end, and how GSM8K's do. */
const MARKERS = ['The answer is:', '####'] as const;

/**
 * Returns the stated answer of a solution: the text after the last "The answer is:" or "####", up to the end of the
 * sentence (a dot and a line break, as in MetaMath's script) or an empty line, without a final dot.
 *
 * @returns null where no marker stands in the text, or nothing after it
 */
export function extractStatedAnswer(text: string): string | null {
  const start = Math.max(...MARKERS.map((marker) => endOfLast(marker, text)));
  if (start < 0) return null;
  const [stated = ''] = text
    .slice(start)
    .trim()
    .split(/\.\s*\n|\n\s*\n/);
  const answer = stated.trim().replace(/\.$/, '').trim();
  return answer === '' ? null : answer;
}

/**
 * GSM8K's strict extractor: the first number of what the solution states as its answer ({@link extractStatedAnswer}).
 *
 * @returns digits without commas, dollar or percent signs (`-1234.5`, `3/4`), or null where no answer is stated
 */
export function extractAnswerStrict(text: string): string | null {
  return numbersOf(extractStatedAnswer(text) ?? '').at(0) ?? null;
}

/**
 * GSM8K's flexible extractor: the last number of the text, whatever stands around it.
 *
 * @returns as {@link extractAnswerStrict}; null where the text has no number
 */
export function extractLastNumber(text: string): string | null {
  return numbersOf(text).at(-1) ?? null;
}

function endOfLast(marker: string, text: string): number {
  const place = text.lastIndexOf(marker);
  return place < 0 ? -1 : place + marker.length;
}

function numbersOf(text: string): string[] {
  const withPlainCommas = text.replace(/\{,\}|,\\!/g, ',');
  return [...withPlainCommas.matchAll(NUMBER_IN_TEXT)].map(([found]) => plainNumber(found));
}
