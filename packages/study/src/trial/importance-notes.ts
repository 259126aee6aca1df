import type { EncodedExample } from '@lamella/datasets';
import { fewestSamples, type LayerCertainty } from '@lamella/metrics';
import { importanceOf, readsDropFirst } from '@lamella/metrics/selection';
import { isForwardImportance, type ResolvedImportance } from '@lamella/spec';
import { lastTokens } from '@lamella/training';

/** The share of examples from which on cut ones are named. */
const namedShare = 0.01;

/**
 * Reasons for which values of importance say less than they seem to, a sentence each: too few samples, and examples that are cut,
 * whose last token is then not the one that stands for the others.
 */
export function importanceNotes(
  settings: ResolvedImportance,
  measured: { readonly examples: readonly EncodedExample[]; readonly certainty: LayerCertainty | undefined },
): string[] {
  const { examples, certainty } = measured;
  return [
    ...(certainty === undefined && examples.length < fewestSamples ? [tooFew(examples.length)] : []),
    ...choiceNotes(settings, examples.length),
    ...(isForwardImportance(settings) && settings.pooling === 'last'
      ? lastTokenNotes(settings, examples)
      : []),
  ];
}

function tooFew(numSamples: number): string {
  return (
    `Importance was measured on ${numSamples} samples, too few to say how it would vary with others: ` +
    `measure on at least ${fewestSamples}, better on hundreds.`
  );
}

/** The choice of many samples that a method takes whose cost grows with the square of their number. */
function choiceNotes({ method }: ResolvedImportance, numSamples: number): string[] {
  const importance = importanceOf(method);
  if (importance.needs === 'backward') return [];
  const { mostSamples = Infinity, short } = importance;
  if (numSamples <= mostSamples) return [];
  return [
    `${short} was measured on ${mostSamples} of the ${numSamples} samples, a seeded random choice: ` +
      'its cost grows faster than their number.',
  ];
}

/** Cut examples, if the others share a last token that these do not end in. */
function lastTokenNotes({ maxLength }: ResolvedImportance, examples: readonly EncodedExample[]): string[] {
  const { numCut, numCutAlike, commonest, numCommonest } = lastTokens(examples, maxLength);
  const numWhole = examples.length - numCut;
  const isShared = numCommonest > numWhole / 2 && numCutAlike / numCut < numCommonest / numWhole / 2;
  if (numCut < namedShare * examples.length || !isShared) return [];
  return [
    `${numCut} of ${examples.length} examples are cut at ${maxLength} tokens, so that they end in other tokens than most of ` +
      `the rest (${numCommonest} of ${numWhole} end in token ${commonest}): as the last token stands for an example, these ` +
      'decide the importance of the first layers. Choose a maximum length that cuts none, or another pooling.',
  ];
}

/** A sentence on layers of constant input, and what to do; undefined if there are none, or the rule has no such setting. */
export function constantInputNote(
  { method, ...settings }: ResolvedImportance,
  layers: readonly number[],
): string | undefined {
  if (layers.length === 0 || !readsDropFirst(method)) return undefined;
  const pooling = 'pooling' in settings ? settings.pooling : 'mean';
  const why = {
    cls: ': all begin with the same token',
    last: ': all end in the same token',
    'last-content': ': all have the same token there',
    mean: '',
  }[pooling];
  return (
    `Layer ${layers.join(', ')} gets the same input for every sample${why}. ` +
    'Its importance means nothing; dropFirst: auto leaves it out.'
  );
}
