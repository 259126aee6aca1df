import { columnTitle } from './column-titles.ts';

/** A mark as Vega has drawn it, or a group of marks: as much of Vega's scene graph as labels need. */
export interface SceneItem {
  readonly mark: { readonly marktype: string; readonly role?: string };
  readonly datum?: Readonly<Record<string, unknown>>;
  /** Marks, of a group's item. */
  readonly items?: readonly SceneMark[];
  description?: string | undefined;
}

/** Marks of one kind. */
export interface SceneMark {
  readonly items: readonly SceneItem[];
}

/**
 * Describes every mark of a drawing by the row of the data that it shows, instead of by the channels that Vega-Lite names: the
 * description becomes the mark's `aria-label`. A line is described by what its rows have in common; text and guides by nothing.
 *
 * @param columns of the drawing's tables; what transforms have added isn't told
 */
export function labelMarks({ items }: SceneMark, columns: ReadonlySet<string>): void {
  const shared = columnsInCommon(items, columns);
  for (const item of items) {
    const { marktype, role } = item.mark;
    if (marktype === 'group') for (const mark of item.items ?? []) labelMarks(mark, columns);
    else if (role !== 'mark' || marktype === 'text') item.description = undefined;
    else item.description = describeRow(item.datum ?? {}, isPath(marktype) ? shared : columns);
  }
}

/** Whether a mark is one for all of its rows. */
function isPath(marktype: string): boolean {
  return marktype === 'line' || marktype === 'area' || marktype === 'trail';
}

function columnsInCommon(items: readonly SceneItem[], columns: ReadonlySet<string>): ReadonlySet<string> {
  const [first] = items;
  if (first === undefined || !isPath(first.mark.marktype)) return columns;
  const isCommon = (column: string): boolean =>
    items.every(({ datum }) => datum?.[column] === first.datum?.[column]);
  return new Set([...columns].filter(isCommon));
}

function describeRow(
  row: Readonly<Record<string, unknown>>,
  columns: ReadonlySet<string>,
): string | undefined {
  const parts = Object.entries(row).flatMap(([column, value]) => {
    const title = columnTitle(column);
    return columns.has(column) && title !== undefined ? [`${title}: ${formatValue(value)}`] : [];
  });
  return parts.length === 0 ? undefined : parts.join('\n');
}

// Made once: a figure has tens of thousands of values.
const numbers = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });

function formatValue(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? numbers.format(value) : String(value);
}
