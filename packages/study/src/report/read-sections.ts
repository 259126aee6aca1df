/** A part of a section of `table.md`. */
export type Block =
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'text'; readonly text: string };

/** A section of `table.md`: what stands in bold at its beginning, and what follows. */
export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/**
 * Reads the Markdown that Lamella writes for an experiment's tables, whatever sections there are: bold titles, tables, lists and
 * text, each on lines of its own.
 */
export function readSections(markdown: string): Section[] {
  const sections: { title: string; blocks: Block[] }[] = [];
  for (const lines of paragraphsOf(markdown)) {
    const [, title, rest = ''] = /^\*\*(.+?)\*\*(.*)$/.exec(lines[0] ?? '') ?? [];
    if (title !== undefined) sections.push({ title: title.replace(/\.$/, ''), blocks: [] });
    else if (sections.length === 0) sections.push({ title: '', blocks: [] });
    const own = title === undefined ? lines : [rest.replace(/^[,:.]?\s+/, ''), ...lines.slice(1)];
    sections.at(-1)?.blocks.push(...readBlocks(own.filter((line) => line !== '')));
  }
  return sections;
}

function paragraphsOf(markdown: string): string[][] {
  return markdown
    .split(/\n\n+/)
    .map((paragraph) => paragraph.split('\n').filter((line) => line !== ''))
    .filter((lines) => lines.length > 0);
}

/** Lines of one kind that follow one another are a block. */
function readBlocks(lines: readonly string[]): Block[] {
  const [first] = lines;
  if (first === undefined) return [];
  const kind = kindOf(first);
  const end = lines.findIndex((line) => kindOf(line) !== kind);
  const own = end === -1 ? lines : lines.slice(0, end);
  return [toBlock(kind, own), ...readBlocks(lines.slice(own.length))];
}

function kindOf(line: string): Block['kind'] {
  if (line.startsWith('| ')) return 'table';
  return line.startsWith('- ') ? 'list' : 'text';
}

function toBlock(kind: Block['kind'], lines: readonly string[]): Block {
  if (kind === 'list') return { kind, items: lines.map((line) => line.slice(2)) };
  if (kind === 'text') return { kind, text: lines.join(' ') };
  const [head = [], , ...rows] = lines.map(cellsOf);
  return { kind, head, rows };
}

/** The cells of a line, in which a vertical bar of a cell's own follows a backslash. */
function cellsOf(line: string): string[] {
  const inner = line.replace(/^\| /, '').replace(/ \|$/, '');
  return inner.split(' | ').map((cell) => cell.replaceAll('\\|', '|').trim());
}
