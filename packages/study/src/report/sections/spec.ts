import { formatJson } from '../../results/format-json.ts';
import { describeAsked } from '../../results/describe-asked.ts';
import { readWrittenSpec } from '../../results/written-spec.ts';
import { html, type Html } from '../html.ts';
import type { ReportedRun } from '../reported-run.ts';
import type { Part } from './parts.ts';

/** The spec as it was written, comments and all; of a run that has not kept it, as it was read. */
export function specPart({ experiment, folder }: Pick<ReportedRun, 'experiment' | 'folder'>): Part {
  const { spec, ...asked } = experiment;
  const written = readWrittenSpec(folder);
  const sentences = describeAsked(asked).map((sentence) => html`<p>${sentence.replaceAll('`', '')}</p>`);
  const files =
    written === undefined
      ? html`<p>The text of the spec was not kept with these results; this is what was read.</p>
          ${fileHtml('experiment.json: spec', formatJson(spec))}`
      : html`${written.map(({ name, text }) => fileHtml(name, text))}`;
  return { name: 'spec', title: 'Spec', content: html`${sentences}${files}` };
}

function fileHtml(name: string, text: string): Html {
  return html`<h4>${name}</h4>
    <pre class="scroll" tabindex="0" role="group" aria-label="${name}"><code>${text}</code></pre>`;
}
