import { warn } from '@lamella/core';
import { selectionCertainty } from '@lamella/metrics';
import { selectLayers } from '@lamella/metrics/selection';
import type { ResolvedSelection } from '@lamella/spec';
import type { StoredImportance } from '../results/importance-files.ts';
import { constantInputNote } from './importance-notes.ts';
import type { TrialSelection } from './trial-outcome.ts';

/** The basis of a selection. */
export interface SelectionBasis {
  readonly numLayers: number;
  /** Of rules by importance, with the name of its file. */
  readonly importance: (StoredImportance & { readonly file: string }) | undefined;
}

/**
 * Selects the layers of a trial, and says how sure the choice is where importance tells how it varies with the samples.
 * A layer that is selected though its input is the same for every sample is warned of.
 */
export function selectWithCertainty(
  selection: ResolvedSelection,
  { numLayers, importance }: SelectionBasis,
): TrialSelection {
  const { certainty } = importance ?? {};
  const request = {
    ...selection,
    numLayers,
    ...(importance && { scores: importance.values }),
    ...(certainty && { constantInputs: certainty.constantInputs }),
  };
  const { method, layers, oneHot, scores = null } = selectLayers(request);
  const selected = { method, layers, scores, oneHot, importanceFile: importance?.file ?? null };
  // Layers that got the importance of others are selected by chance.
  const isShuffled = 'order' in selection && selection.order === 'shuffled-importance';
  if (importance === undefined || certainty === undefined || isShuffled) return selected;
  const constant = certainty.constantInputs.filter((layer) => layers.includes(layer));
  const note = constantInputNote(importance.settings, constant);
  if (note !== undefined) warn(`${importance.task}, ${method}: ${note}`);
  const { estimates, lower, upper, constantInputs } = certainty;
  const spread = { estimates, lower, upper, constantInputs };
  return { ...selected, certainty: { ...selectionCertainty(request, certainty), ...spread } };
}
