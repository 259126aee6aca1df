import { columnTitle } from '@lamella/plots';
import { html, type Html } from '../html.ts';
import { figureSvg } from '../figure-svg.ts';
import type { ReportedFigure, ReportedFigures } from '../reported-run.ts';
import { type Cell, isNumeric, pageTable } from '../table.ts';
import type { Part } from './parts.ts';

/** Rows of a figure's data that a page holds, at most: losses of many trainings have hundreds of thousands. */
const mostRows = 1000;

/** Figures speak of dark and light as they are on paper. */
const inverted = html`<p class="dark-only">
  On a dark page like this one, what a figure calls dark is bright.
</p>`;

/** The figures with tooltips, and below each its data. */
export function figuresPart({ drawn, skipped, leftOut }: ReportedFigures, run: string): Part {
  const notDrawn = skipped.map(({ place, why }) => html`<li>${place}: ${why}</li>`);
  const rest =
    leftOut.length === 0
      ? html``
      : html`<p>
          ${leftOut.length} more, which <code>lamella figures</code> draws:
          ${leftOut.slice(0, 100).join(', ')}${leftOut.length > 100 ? ' …' : ''}.
        </p>`;
  const missing =
    skipped.length === 0
      ? html``
      : html`<details>
          <summary>Not drawn: ${skipped.length}</summary>
          <ul>
            ${notDrawn}
          </ul>
        </details>`;
  const figures = drawn.map((figure, i) => figureHtml(figure, `${run}-figure-${i + 1}`));
  return {
    name: 'figures',
    title: 'Figures',
    content: html`${drawn.length > 0 ? inverted : html``}${figures}${rest}${missing}`,
  };
}

function figureHtml(figure: ReportedFigure, id: string): Html {
  const title = titleOf(figure);
  return html`<figure id="${id}">
    <h4>${title}</h4>
    <div class="scroll drawing" tabindex="0" role="group" aria-label="${title}" aria-describedby="marks-hint">
      ${figureSvg(figure.labelled, { title, id })}
    </div>
    <figcaption>
      <details>
        <summary>Data of this figure<span class="hidden"> (${figure.place})</span></summary>
        ${dataTables(figure)}
      </details>
    </figcaption>
  </figure> `;
}

/** The words that the drawing begins with. */
function titleOf({ spec, place }: ReportedFigure): string {
  const [first] = 'vconcat' in spec ? spec.vconcat : [];
  const title = first?.title;
  const text = typeof title === 'object' && 'text' in title ? title.text : title;
  return typeof text === 'string' ? text : Array.isArray(text) ? text.join(' ') : place;
}

type Row = Readonly<Record<string, string | number | boolean>>;

function dataTables({ spec, place }: ReportedFigure): Html[] {
  const tables = Object.entries(spec.datasets ?? {}) as unknown as [string, readonly Row[]][];
  return tables
    .filter(([, rows]) => rows.length > 0)
    .map(([name, rows]) => dataTable(`${place}: ${name}`, rows));
}

function dataTable(caption: string, rows: readonly Row[]): Html {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
    (name) => columnTitle(name) !== undefined,
  );
  const shown = rows.slice(0, mostRows);
  const columns = names.map((name) => {
    const texts = shown.map((row) => textOf(row[name]));
    return { title: columnTitle(name) ?? name, name, isNumber: isNumeric(texts) };
  });
  const cells = shown.map((row) => names.map((name): Cell => textOf(row[name])));
  const cut =
    rows.length > mostRows
      ? html`<p>
          The first ${mostRows} of ${rows.length} rows; <code>lamella figures</code> writes all, into the
          figure’s file (.vl.json).
        </p>`
      : html``;
  return html`<p class="data-name">${caption}</p>
    ${pageTable({ caption, columns, rows: cells })}${cut}`;
}

function textOf(value: Row[string] | undefined): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === undefined ? '' : String(value);
}
