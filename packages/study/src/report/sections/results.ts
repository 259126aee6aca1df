import type { ResultsTable } from '../../tables/make-table.ts';
import { comparisonTitles } from '../../tables/comparison-table.ts';
import { partialTitle } from '../../tables/partial.ts';
import { html } from '../html.ts';
import { readSections } from '../read-sections.ts';
import { blockHtml, type Part } from './parts.ts';

const elsewhere: readonly string[] = [...comparisonTitles, partialTitle];

/**
 * Everything that `table.md` says, table by table and note by note, but for the comparisons, which have a section of their own, and for
 * what isn't done, which stands above all sections.
 */
export function resultsPart({ markdown }: ResultsTable): Part {
  const [scores, ...further] = readSections(markdown).filter(({ title }) => !elsewhere.includes(title));
  const content = [
    ...(scores?.blocks ?? []).map((block) => blockHtml(block, 'Scores')),
    ...further.map(
      ({ title, blocks }) =>
        html`<section>
          <h4>${title}</h4>
          ${blocks.map((block) => blockHtml(block, title))}
        </section> `,
    ),
  ];
  return { name: 'results', title: 'Results', content: html`${content}` };
}
