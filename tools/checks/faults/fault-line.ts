/** The outcome of a fault. */
export interface FaultReport {
  /** Whether the run ended well all the same; undefined if the fault was not met, or could not be injected. */
  readonly wentOn: boolean | undefined;
  /** What the user sees of it. */
  readonly message: string;
  /** What is not as it should be. */
  readonly findings: readonly string[];
}

/** A fault among those that there are. */
export interface NamedFault {
  /** The row of the table that it counts in. */
  readonly row: string;
  /** The fault among those of its row. */
  readonly what: string;
}

/** A fault with what came of it. */
export type FaultLine = NamedFault & FaultReport;

/** A fault that is to be tried. */
export interface FaultTask extends NamedFault {
  run(): Promise<FaultReport>;
}

/** The table of faults: how many were injected, how the run ended that met them, and what was not as it should be. */
export function formatFaults(lines: readonly FaultLine[]): string {
  const rows = [...new Set(lines.map(({ row }) => row))].map((row) =>
    formatRow(
      row,
      lines.filter((line) => line.row === row),
    ),
  );
  return [
    '| injected | faults | the run stopped, exit code ≠ 0 | it went on, exit code 0 | anything else |',
    '| --- | --: | --: | --: | --: |',
    ...rows,
    formatRow('**all**', lines),
  ].join('\n');
}

function formatRow(name: string, lines: readonly FaultLine[]): string {
  const met = lines.filter(({ wentOn }) => wentOn !== undefined);
  const numGone = met.filter(({ wentOn }) => wentOn === true).length;
  const numFindings = met.filter(({ findings }) => findings.length > 0).length;
  return `| ${name} | ${met.length} | ${met.length - numGone} | ${numGone} | ${numFindings} |`;
}
