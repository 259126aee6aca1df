import type { DoneResult } from '../../results/trial-result.ts';
import type { TrialCell } from '../../tables/collect-cells.ts';
import { html, type Html } from '../html.ts';
import { pageTable } from '../table.ts';
import type { Part } from './parts.ts';

/** A fact of a result's making: a clause, or undefined where the result doesn't say it. */
type Fact = readonly [title: string, of: (result: DoneResult) => string | undefined];

const facts: readonly Fact[] = [
  ['Lamella', ({ run }) => run.version],
  ['commit', ({ run }) => describeCommit(run)],
  ['code', ({ inputs }) => String(inputs.code)],
  ['package-lock.json, SHA-256', ({ run }) => run.lockfile],
  ['model, SHA-256', ({ inputs }) => inputs.model],
  ['data, SHA-256', ({ inputs, trial }) => `${inputs.data} (${trial.task})`],
  ['libraries', ({ versions }) => list(versions)],
  ['packages', ({ run }) => run.packages && list(run.packages)],
  ['machine', ({ run }) => describeMachine(run.host)],
  ['Node', ({ run }) => run.host.node],
  ['workers × threads', ({ run: { workers, threads } }) => `${workers ?? 'not recorded'} × ${threads}`],
  [
    'other load',
    ({ run: { load } }) => load && (load.quiet === undefined ? undefined : load.quiet ? 'quiet' : 'busy'),
  ],
];

/** The origin of results (from what, by what, where): each value with the number of results that have it. */
export function provenancePart(cells: readonly TrialCell[]): Part {
  const results = cells.flatMap(({ result }) => result ?? []);
  const rows = facts.flatMap(([title, of]) =>
    [...countValues(results.map((result) => of(result) ?? 'not recorded'))].map(([value, count]) => [
      title,
      { shown: html`<span class="hash">${value}</span>`, value },
      String(count),
    ]),
  );
  const columns = [{ title: 'what' }, { title: 'value' }, { title: 'results', isNumber: true }];
  return {
    ...{ name: 'provenance', title: 'Provenance' },
    content: html`${describeTimes(results)}${pageTable({ caption: 'Provenance', columns, rows })}`,
  };
}

function countValues(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function describeTimes(results: readonly DoneResult[]): Html | undefined {
  const starts = results.map(({ run }) => run.startedAt).sort();
  const [first, last] = [starts[0], starts.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const hours = results.reduce((sum, { run }) => sum + run.seconds, 0) / 3600;
  return html`<p>
    Trials began from <time datetime="${first}">${minute(first)}</time> to
    <time datetime="${last}">${minute(last)}</time> (UTC), and took
    ${hours < 1 ? `${(60 * hours).toFixed(1)} minutes` : `${hours.toFixed(1)} hours`} together.
  </p>`;
}

function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

function describeCommit({ commit, isDirty }: DoneResult['run']): string {
  if (commit === null) return 'none: outside of a repository';
  return isDirty === false ? commit : `${commit}, with changed sources`;
}

function describeMachine({ platform, cpu, cores, memoryBytes }: DoneResult['run']['host']): string {
  return `${platform}, ${cpu}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(1)} GiB`;
}

function list(versions: Readonly<Record<string, string>>): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}
