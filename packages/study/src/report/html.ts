/** HTML that is safe to put into a page: its text was escaped, or is the page's own. */
export interface Html {
  readonly html: string;
}

/** A value in a template: text is escaped, HTML stays, lists are joined, and undefined is nothing. */
export type HtmlValue = Html | string | number | undefined | readonly HtmlValue[];

/** A template of HTML whose values are escaped, wherever they come from: only the template itself is markup. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { html: parts.map((part, i) => (i === 0 ? part : toHtml(values[i - 1]) + part)).join('') };
}

/** Markup that was made elsewhere, such as a drawing. Never of data as it is. */
export function trusted(markup: string): Html {
  return { html: markup };
}

/** Text as it stands in HTML, between tags and in attributes with quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function toHtml(value: HtmlValue): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return 'html' in value ? value.html : value.map(toHtml).join('');
}
