import type { ResultsTable } from '../../tables/make-table.ts';
import type { ExperimentFile } from '../../results/experiment-folder.ts';
import type { ComparedArms, ComparedFamily } from '../../tables/compare-arms.ts';
import { averageTable, comparisonTable, primaryTable } from '../../tables/comparison-table.ts';
import { familyOf } from '../../tables/family-of.ts';
import { countUntold, countVerdicts, verdictWords } from '../../tables/verdict-summary.ts';
import { html, type Html } from '../html.ts';
import { intervalPictures } from '../interval-picture.ts';
import { readSections } from '../read-sections.ts';
import { type Cell, pageTable, type PageTable } from '../table.ts';
import { blockHtml, type Part, toPageTable } from './parts.ts';

/** The verdicts between methods, undecided ones too: of a spec that asks for no comparisons, those that `lamella compare` makes. */
export function verdictsPart(experiment: ExperimentFile, { cells }: ResultsTable): Part {
  const family = familyOf(experiment, cells);
  return {
    ...{ name: 'verdicts', title: 'Verdicts' },
    content: family.comparisons.length === 0 && family.primary === undefined ? nothing : familyHtml(family),
  };
}

const nothing = html`<p>
  Nothing can be compared: no seed has the scores of two methods at the same model, N and rank.
</p>`;

function familyHtml(family: ComparedFamily): Html {
  const { comparisons, averages, primary } = family;
  const tables = html`${tableHtml(averageTable(family), averages)}
  ${comparisons.length === 0 ? [] : tableHtml(comparisonTable(family), comparisons)}`;
  if (primary === undefined)
    return html`${countsHtml(comparisons)} ${findingsHtml([...averages, ...comparisons])} ${tables}`;
  // What is exploratory is no finding of the study's.
  return html`${countsHtml(primary.comparisons)} ${findingsHtml(primary.comparisons)}
  ${tableHtml(primaryTable(family), primary.comparisons)} ${tables}`;
}

function tableHtml(markdown: string, comparisons: readonly ComparedArms[]): Html[] {
  return readSections(markdown).flatMap(({ title, blocks }) =>
    blocks.map((block) =>
      block.kind === 'table'
        ? pageTable(withPictures(toPageTable(block, title), comparisons))
        : blockHtml(block, ''),
    ),
  );
}

function countsHtml(comparisons: readonly ComparedArms[]): Html {
  const counts = countVerdicts(comparisons).map(
    ({ kind, count }) => html`<li><span class="verdict ${kind}">${kind}</span> ${count}</li>`,
  );
  const untold = countUntold(comparisons).map(
    ({ reason, count }) => html`<li>can't be told (${reason}) ${count}</li>`,
  );
  return html`<ul class="counts">
    ${counts} ${untold}
  </ul>`;
}

/** The decided ones in words; there are few, or the table says it better. */
function findingsHtml(comparisons: readonly ComparedArms[]): Html | undefined {
  const decided = comparisons.filter(({ verdict }) => verdict !== 'undecided');
  if (decided.length === 0)
    return html`<p>
      <strong>No difference between methods is decided.</strong> What more seeds would do is in the last
      column.
    </p>`;
  if (decided.length > 12) return undefined;
  const items = decided.map((one) => {
    const { a, relation, b, end } = verdictWords(one);
    return html`<li><strong>${a}</strong> ${relation} <strong>${b}</strong> ${end}.</li>`;
  });
  return html`<ul>
    ${items}
  </ul>`;
}

/** A picture of each interval behind its numbers, and the verdicts in their colours. */
function withPictures(
  { columns, rows, ...table }: PageTable,
  comparisons: readonly ComparedArms[],
): PageTable {
  const place = columns.findIndex(({ title }) => title === '95 % interval') + 1;
  const verdict = columns.findIndex(({ title }) => title === 'verdict');
  const pictures = intervalPictures(comparisons);
  const coloured = rows.map((row, i) =>
    row.map((cell, column): Cell => (column === verdict ? verdictCell(cell, comparisons[i]) : cell)),
  );
  return {
    ...table,
    columns: columns.toSpliced(place, 0, { title: 'picture' }),
    rows: coloured.map((row, i) => row.toSpliced(place, 0, { shown: pictures[i] ?? html``, value: '' })),
  };
}

function verdictCell(cell: Cell, comparison: ComparedArms | undefined): Cell {
  if (typeof cell !== 'string' || comparison === undefined) return cell;
  const { verdict } = comparison;
  return { shown: html`<span class="verdict ${verdict}">${verdict}</span>${cell.slice(verdict.length)}` };
}
