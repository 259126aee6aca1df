import {
  type CaseResult,
  countCases,
  exitCodeOf,
  renderCase,
  renderSummary,
  runConform,
} from '@lamella/conformance';

/** Options of `lamella conform`. */
export interface ConformOptions {
  /** Reference sets, or single folders of them. */
  readonly folders: readonly string[];
  /** Print one JSON object in place of lines. */
  readonly json?: boolean;
}

/**
 * Runs every case of reference folders and prints each one's error against its tolerance.
 *
 * @returns the exit code: 0 only if something was checked and all of it held
 */
export async function run({ folders, json = false }: ConformOptions): Promise<number> {
  const hasColours = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  const results: CaseResult[] = [];
  for await (const result of runConform(folders)) {
    results.push(result);
    if (!json) console.log(renderCase(result, hasColours));
  }
  const counts = countCases(results);
  if (json) console.log(JSON.stringify({ counts, cases: results }, null, 2));
  else console.log(`\n${[...repeated(results, hasColours), renderSummary(counts)].join('\n')}`);
  if (counts.holds + counts.fails === 0)
    console.error(`Expected references in ${folders.join(', ')}, got none that can be checked.`);
  return exitCodeOf(counts);
}

/** Repeats the cases that did not hold: they are easily missed among hundreds of lines. */
function repeated(results: readonly CaseResult[], hasColours: boolean): string[] {
  const misses = results.filter(({ status }) => status === 'fails');
  return misses.length === 0 ? [] : [...misses.map((miss) => renderCase(miss, hasColours)), ''];
}
