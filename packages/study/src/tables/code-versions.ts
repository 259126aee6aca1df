import type { TrialCell } from './collect-cells.ts';

/** A note below a table whose results were made by different versions of the code; empty if all are of one. */
export function codeNote(cells: readonly TrialCell[]): string {
  const counts = new Map<string, number>();
  for (const { result } of cells) {
    if (result === undefined) continue;
    const version = String(result.inputs.code);
    counts.set(version, (counts.get(version) ?? 0) + 1);
  }
  if (counts.size < 2) return '';
  const items = [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([version, count]) => `- ${count} ${count === 1 ? 'result' : 'results'} of ${describe(version)}`);
  return `**Made by different code**, whose numbers may differ\n\n${items.join('\n')}\n`;
}

/** Versions were numbers before they were derived from the code. */
function describe(version: string): string {
  return /^\d{1,3}$/.test(version) ? `the code of former versions (${version})` : `code ${version}`;
}
