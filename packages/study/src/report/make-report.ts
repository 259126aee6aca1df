import { describeModels } from '@lamella/spec';
import { dataTitle } from '../inputs/labels.ts';
import { describePartial } from '../tables/partial.ts';
import { darkRules } from './figure-svg.ts';
import { html, type Html } from './html.ts';
import { makePage } from './page/make-page.ts';
import type { ReportedRun } from './reported-run.ts';
import { certificatePart } from './sections/certificate.ts';
import { figuresPart } from './sections/figures.ts';
import type { Part } from './sections/parts.ts';
import { provenancePart } from './sections/provenance.ts';
import { resultsPart } from './sections/results.ts';
import { specPart } from './sections/spec.ts';
import { trialsPart } from './sections/trials.ts';
import { verdictsPart } from './sections/verdicts.ts';

/**
 * Makes a report of runs: one page of HTML that needs nothing besides itself, with verdicts first, then tables, figures with their
 * data, selections, trials, provenance and the spec of each run. The same results give the same bytes.
 */
export function makeReport(runs: readonly ReportedRun[]): string {
  const sections = runs.map((run, i) => runSection(run, `run-${i + 1}`));
  const names = runs.map(({ experiment }) => nameOf(experiment));
  return makePage({
    title: `${names.join(', ')}: Lamella report`,
    heading: runs.length === 1 ? (names[0] ?? '') : `${runs.length} runs`,
    navigation: html`${sections.map(({ navigation }) => navigation)}`,
    content: html`${sections.map(({ content }) => content)}`,
    darkRules: darkRules(sections.map(({ content }) => content)),
  });
}

function runSection(run: ReportedRun, id: string): { readonly navigation: Html; readonly content: Html } {
  const { experiment, table } = run;
  const name = nameOf(experiment);
  const parts: readonly Part[] = [
    verdictsPart(experiment, table),
    resultsPart(table),
    figuresPart(run.figures, id),
    certificatePart(table.cells),
    trialsPart(table.cells),
    provenancePart(table.cells),
    specPart(run),
  ];
  const links = parts.map((part) => html`<li><a href="#${id}-${part.name}">${part.title}</a></li>`);
  return {
    navigation: html`<ul aria-label="${name}">
      <li>
        <a href="#${id}"><strong>${name}</strong></a>
      </li>
      ${links}
    </ul> `,
    content: html`<section id="${id}" class="run">
      <h2>${name}</h2>
      ${introduction(run)}
      ${parts.map(
        (part) =>
          html`<section id="${id}-${part.name}" class="part">
            <h3>${part.title}</h3>
            ${part.content}
          </section> `,
      )}
    </section> `,
  };
}

function nameOf({ spec, as }: ReportedRun['experiment']): string {
  return as === undefined ? spec.name : `${spec.name}@${as}`;
}

function introduction({ experiment: { spec }, table: { cells } }: ReportedRun): Html {
  const states = ['done', 'failed', 'missing', 'outdated'] as const;
  const counts = states
    .map((state) => ({ state, count: cells.filter((cell) => cell.state === state).length }))
    .filter(({ state, count }) => state === 'done' || count > 0)
    .map(({ state, count }) => `${count} ${state}`);
  const description = spec.description === undefined ? html`` : html`<p>${spec.description}</p> `;
  return html`${description}
    <p class="facts">
      ${describeModels(spec)} on ${dataTitle(spec.data)} · ${cells.length}
      ${cells.length === 1 ? 'trial' : 'trials'}: ${counts.join(', ')}
    </p>
    ${partialHtml(cells)}`;
}

/** What isn't done of a partial run, on which everything below says nothing. */
function partialHtml(cells: ReportedRun['table']['cells']): Html {
  const partial = describePartial(cells);
  if (partial === undefined) return html``;
  return html`<p>
      <strong>Partial: ${partial.summary}.</strong> Methods are compared over the seeds that both have. Not
      done yet:
    </p>
    <ul>
      ${partial.missing.map((line) => html`<li>${line}</li> `)}
    </ul> `;
}
