const PLACE = /<!-- table: (.+?) -->\n[^]*?<!-- end -->/g;

/** A table of Markdown, by its cells. */
export interface Table {
  readonly header: readonly string[];
  readonly alignment: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Columns that the README leaves out: the average of one or two tasks says nothing more. */
const LEFT_OUT = ['average'];

/** The n-th table of a Markdown text. */
export function readTable(markdown: string, n = 0): Table {
  const table = tablesOf(markdown)[n];
  if (table === undefined) throw new Error(`Expected ${n + 1} tables, got fewer`);
  return table;
}

/** The table of a Markdown text whose first column has a head; undefined if there is none. */
export function findTable(markdown: string, head: string): Table | undefined {
  return tablesOf(markdown).find(({ header }) => header[0] === head);
}

/** Lines below a table that belong to its paragraph are none of its rows. */
function tablesOf(markdown: string): Table[] {
  const blocks = markdown.split(/\n\s*\n/).filter((part) => part.startsWith('|'));
  return blocks.map((block) => {
    const lines = block.split('\n').filter((line) => line.startsWith('|'));
    const [header = [], alignment = [], ...rows] = lines.map(cellsOf);
    return { header, alignment, rows };
  });
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/**
 * One table of several experiments: the columns that all have, but for those whose values differ, then each one's own.
 *
 * @throws Error if their rows are not of the same methods
 */
export function joinTables(tables: readonly Table[]): Table {
  const [first, ...others] = tables.map(withoutColumns(LEFT_OUT));
  if (first === undefined) throw new Error('Expected at least one table, got none');
  return others.reduce(join, first);
}

function join(left: Table, right: Table): Table {
  const names = ({ rows }: Table): string => rows.map((row) => row[0]).join('\n');
  if (names(left) !== names(right)) throw new Error('Expected tables of the same methods, got others');
  const columns = right.header.filter((name) => !left.header.includes(name));
  const shared = left.header.filter((name) => right.header.includes(name));
  const differing = shared.filter((name) => column(left, name).join() !== column(right, name).join());
  const own = pick(right, columns);
  const rest = withoutColumns(differing)(left);
  return {
    header: [...rest.header, ...own.header],
    alignment: [...rest.alignment, ...own.alignment],
    rows: rest.rows.map((row, i) => [...row, ...(own.rows[i] ?? [])]),
  };
}

function column({ header, rows }: Table, name: string): string[] {
  const at = header.indexOf(name);
  return rows.map((row) => row[at] ?? '');
}

function withoutColumns(names: readonly string[]): (table: Table) => Table {
  return (table) =>
    pick(
      table,
      table.header.filter((name) => !names.includes(name)),
    );
}

function pick({ header, alignment, rows }: Table, names: readonly string[]): Table {
  const places = names.map((name) => header.indexOf(name));
  const only = (cells: readonly string[]): string[] => places.map((at) => cells[at] ?? '');
  return { header: only(header), alignment: only(alignment), rows: rows.map(only) };
}

/** A table as Markdown. */
export function renderTable({ header, alignment, rows }: Table): string {
  return [header, alignment, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/**
 * Fills the places of a text between `<!-- table: EXPERIMENT … -->` (`EXPERIMENT#2` is its second table) and
 * `<!-- end -->` with the tables of published results; below one that is partial it says so.
 */
export function fillTables(text: string, tableOf: (experiment: string) => string): string {
  const published = (name: string): Table => {
    const [experiment = '', n = '1'] = name.split('#');
    return readTable(tableOf(experiment), Number(n) - 1);
  };
  return text.replace(PLACE, (place: string, names: string) => {
    const experiments = names.split(' ');
    const table = renderTable(joinTables(experiments.map(published)));
    const notes = [...new Set(experiments.map((name) => name.split('#')[0] ?? ''))].flatMap((name) =>
      partialNote(name, tableOf(name)),
    );
    return `${place.slice(0, place.indexOf('\n'))}\n\n${[table, ...notes].join('\n\n')}\n\n<!-- end -->`;
  });
}

/** Of an experiment that its table calls partial, how much of it is done. */
export function partialNote(experiment: string, markdown: string): string[] {
  const [, summary] = /^\*\*.+\*\*: .*; partial: (.*)$/m.exec(markdown) ?? [];
  return summary === undefined ? [] : [`${experiment} is partial: ${summary}.`];
}
