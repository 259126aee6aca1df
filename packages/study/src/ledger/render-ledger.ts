import { groupBy } from '@lamella/core';
import { markdownTable } from '../tables/formats.ts';
import { type ClaimState, type LedgerLine, noResults } from './ledger-line.ts';

const states: readonly ClaimState[] = [
  'reproduced',
  'not reproduced',
  'undecided',
  'not comparable',
  'not run',
];

/** The ledger in Markdown: how many lines are in which state, and a table of each claim with its experiments. */
export function renderLedger(lines: readonly LedgerLine[], predict?: Predict): string {
  const claims = groupBy(
    lines.filter(({ claim }) => claim.kind !== 'layers'),
    ({ claim }) => claim.id,
  );
  const layers = lines.filter(({ claim }) => claim.kind === 'layers');
  return [
    countStates(lines),
    ...[...claims.values()].map((some) => renderClaim(some, predict)),
    ...(layers.length > 0 ? [renderLayers(layers, predict)] : []),
  ].join('\n');
}

/** The cost of running what a line lacks, in words; undefined where that isn't known. */
export type Predict = (line: LedgerLine) => string | undefined;

function countStates(lines: readonly LedgerLine[]): string {
  const rows = (['paper', 'small'] as const).map((scale) => {
    const some = lines.filter(({ experiment }) => experiment.scale === scale);
    const counts = states.map((state) => some.filter((line) => line.state === state).length);
    return [scale === 'paper' ? "the paper's models and data" : 'small stand-ins', ...counts.map(String)];
  });
  return markdownTable(['lines of the ledger', ...states], rows);
}

function renderClaim(lines: readonly LedgerLine[], predict: Predict | undefined): string {
  const [{ claim } = unreachable()] = lines;
  const rows = lines.map((line) => [
    `${line.experiment.name}${line.experiment.scale === 'small' ? ' (small)' : ''}`,
    line.ours === '' ? '–' : line.ours,
    line.state,
    describeWhy(line, predict),
  ]);
  return [
    `**${claim.claim}.** Published: ${claim.published} (${claim.source}).`,
    '',
    markdownTable(['experiment', 'ours', 'state', 'why'], rows, ['experiment', 'state', 'why']),
  ].join('\n');
}

function renderLayers(lines: readonly LedgerLine[], predict: Predict | undefined): string {
  const [{ claim } = unreachable()] = lines;
  const head = ['model, task', 'published', 'ours', 'state', 'why'];
  const rows = lines.map((line) => [
    line.claim.kind === 'layers' ? `${line.claim.model}, ${line.claim.task}` : '',
    `\`${line.claim.published}\``,
    line.ours === '' ? '–' : `\`${line.ours}\``,
    line.state,
    describeWhy(line, predict),
  ]);
  return [
    `**Layers that CKA selects.** Published: one-hot, layer 0 first (${claim.source}).`,
    '',
    markdownTable(head, rows, head),
  ].join('\n');
}

function describeWhy(line: LedgerLine, predict: Predict | undefined): string {
  if (line.command === undefined) return line.why;
  const cost = predict?.(line);
  const run = [`\`${line.command}\``, ...(cost === undefined ? [] : [cost])].join(': ');
  return line.why === noResults ? run : `${line.why} ${run}`;
}

function unreachable(): never {
  throw new Error('Expected a line for each claim, got none');
}
