import { dirname } from 'node:path';
import { isBetter, type KeptTrial } from '@lamella/study';

/**
 * The places of a run's weights, and lines of Python that load those of the best trial; empty if there are none.
 *
 * @param unkept methods on tasks of which there are none
 */
export function describeKept(kept: readonly KeptTrial[], unkept: readonly string[]): string {
  const missing =
    unkept.length === 0
      ? ''
      : `\n\nNo weights are there of ${unkept.join(', ')}: done before, with other settings since or without keeping them. Without their results, they are trained again.`;
  return describePlaces(kept) + missing;
}

/** More folders than this are told by where they are. */
const mostListed = 24;

function listFolders(kept: readonly KeptTrial[]): string[] {
  if (kept.length > mostListed)
    return [`Trained weights: ${kept.length} folders in ${dirname(kept[0]?.folder ?? '')}`];
  return [
    'Trained weights:',
    ...kept.map(
      ({ folder, score }) => `  ${folder} (${score.name} ${score.value?.toFixed(3) ?? 'undefined'})`,
    ),
  ];
}

function describePlaces(kept: readonly KeptTrial[]): string {
  const [first] = kept;
  if (first === undefined) return '';
  const shown = kept.filter(({ task, model }) => task === first.task && model === first.model);
  const best = shown.reduce((a, b) => (isBetter(b, a) ? b : a));
  return [
    '',
    '',
    ...listFolders(kept),
    '',
    `${best.id} in Python (lines for the others are in the README.md beside them):`,
    ...best.python.map((line) => `  ${line}`),
  ].join('\n');
}
