/** A predicted row: the columns that are repeated, then what is predicted. */
export type PredictedRow = Readonly<Record<string, unknown>>;

/** A form of writing rows. */
export interface RowFormat {
  /** The text before the first row. */
  header(row: PredictedRow): string;
  row(row: PredictedRow): string;
}

/** JSON Lines: an object per row. */
export const jsonLines: RowFormat = {
  header: () => '',
  row: (row) => `${JSON.stringify(row)}\n`,
};

/** CSV by RFC 4180, with line feeds; each class's probability has a column, `probabilities.CLASS`. */
export const csv: RowFormat = {
  header: (row) => toLine(Object.keys(flatten(row))),
  row: (row) => toLine(Object.values(flatten(row))),
};

/** Objects of numbers become one column per key; all else that is no text or number is JSON. */
function flatten(row: PredictedRow): Readonly<Record<string, unknown>> {
  const { probabilities, ...others } = row;
  const ofClasses = Object.entries((probabilities ?? {}) as object).map(([label, value]) => [
    `probabilities.${label}`,
    value as unknown,
  ]);
  return { ...others, ...Object.fromEntries(ofClasses) };
}

function toLine(cells: readonly unknown[]): string {
  return `${cells.map(toCell).join(',')}\n`;
}

function toCell(value: unknown): string {
  const text =
    typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
