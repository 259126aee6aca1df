import { shorten, unknownName, UserError } from '@lamella/core';

/** The most columns that a message lists. */
const MOST_LISTED = 40;

/** Names of columns as a message lists them. */
export function listColumns(names: readonly string[]): string {
  const listed = names.slice(0, MOST_LISTED).map(shorten);
  const rest = names.length - listed.length;
  return [...listed, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}

/**
 * Checks that a file has the wanted columns.
 *
 * @throws UserError (exit code 2) that names the nearest column there is
 */
export function requireColumns(wanted: readonly string[], found: readonly string[], path: string): void {
  const missing = wanted.find((column) => !found.includes(column));
  if (missing === undefined) return;
  const listed = found.slice(0, MOST_LISTED).map(shorten);
  const message = unknownName(`column of ${path}`, missing, found.length > 0 ? listed : ['none']);
  const [only = ''] = found;
  const other = [';', '\t', '|', ','].find((mark) => only.includes(mark));
  const hint =
    found.length === 1 && other !== undefined
      ? ` Its only column has ${JSON.stringify(other)} in its name: save the file with commas (.csv) or tabs (.tsv) between columns.`
      : '';
  throw new UserError(`${message}${hint}`, { exitCode: 2 });
}

/**
 * Checks the names in a header line.
 *
 * @throws UserError (exit code 2) for a name that is empty or stands twice
 */
export function checkHeader(header: readonly string[], path: string): void {
  const empty = header.findIndex((name) => name.trim() === '');
  if (empty >= 0)
    throw new UserError(
      `Expected a name for every column in the header of ${path}, got none for column ${empty + 1} of ${header.length}. ` +
        'Name it or leave it out (pandas writes one without a name for its index: to_csv(..., index=False)).',
      { exitCode: 2 },
    );
  const known = new Set<string>();
  const twice = header.find((name) => known.has(name) || !known.add(name));
  if (twice !== undefined)
    throw new UserError(
      `Expected different names of columns in the header of ${path}, got "${shorten(twice)}" more than once. Rename one of them.`,
      { exitCode: 2 },
    );
}
