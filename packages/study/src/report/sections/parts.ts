import { html, type Html } from '../html.ts';
import type { Block } from '../read-sections.ts';
import { isNumeric, pageTable, type PageTable } from '../table.ts';

/** A section of a run's report. */
export interface Part {
  /** In the page's address, after the run's. */
  readonly name: string;
  readonly title: string;
  readonly content: Html;
}

/** A block of `table.md` as HTML. */
export function blockHtml(block: Block, caption: string): Html {
  if (block.kind === 'table') return pageTable(toPageTable(block, caption));
  if (block.kind === 'text') return html`<p>${withCode(block.text)}</p> `;
  return html`<ul>
    ${block.items.map((item) => html`<li>${withCode(item)}</li>`)}
  </ul> `;
}

/** A table in Markdown as one of the page. */
export function toPageTable({ head, rows }: Extract<Block, { kind: 'table' }>, caption: string): PageTable {
  const columns = head.map((title, i) => ({
    title,
    isNumber: i > 0 && isNumeric(rows.map((row) => row[i] ?? '')),
  }));
  return { caption, columns, rows };
}

/** Text in which what is in backticks is code. */
function withCode(text: string): Html[] {
  return text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}
