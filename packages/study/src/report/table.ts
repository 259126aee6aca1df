import { html, type Html } from './html.ts';

/** A column of a table. */
export interface Column {
  /** In print. */
  readonly title: string;
  /** In the CSV file, where it is another. */
  readonly name?: string;
  /** Numbers stand to the right and are sorted by value. */
  readonly isNumber?: boolean;
}

/** A cell: what it shows, and what the CSV file has in its place, such as a number that isn't rounded. */
export type Cell = string | { readonly shown: string | Html; readonly value?: string | number };

/** A table of a page. */
export interface PageTable {
  /** The subject of the table, for those who can't see what is around it, and in the name of its CSV file. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A table that the page's script lets one sort, filter and save; without scripts it is a table. */
export function pageTable({ caption, columns, rows }: PageTable): Html {
  const heads = columns.map(({ title, name, isNumber = false }) => {
    const attributes = name === undefined ? html`` : html` data-name="${name}"`;
    return html`<th scope="col" ${kindOf(isNumber)}${attributes}>${title}</th>`;
  });
  const lines = rows.map(
    (cells) =>
      html`<tr>
        ${cells.map((cell, i) => cellOf(cell, i, columns[i]?.isNumber ?? false))}
      </tr> `,
  );
  return html`<div class="table">
    <div class="scroll" tabindex="0" role="group" aria-label="${caption}">
      <table>
        <caption class="hidden">
          ${caption}
        </caption>
        <thead>
          <tr>
            ${heads}
          </tr>
        </thead>
        <tbody>
          ${lines}
        </tbody>
      </table>
    </div>
  </div>`;
}

function kindOf(isNumber: boolean): Html {
  return isNumber ? html`class="number"` : html`class="words"`;
}

/** The first cell of a row is its head. */
function cellOf(cell: Cell, index: number, isNumber: boolean): Html {
  const { shown, value } = typeof cell === 'string' ? { shown: cell, value: undefined } : cell;
  const exact = value === undefined || value === shown ? html`` : html` data-value="${value}"`;
  if (index === 0) return html`<th scope="row" ${kindOf(isNumber)}${exact}>${shown}</th>`;
  return isNumber ? html`<td class="number" ${exact}>${shown}</td>` : html`<td${exact}>${shown}</td>`;
}

/** Whether all cells of a column begin with a number, or are empty. */
export function isNumeric(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== '' && cell !== '–');
  return filled.length > 0 && filled.every((cell) => /^[<>]? ?[+−-]?\d/.test(cell));
}
