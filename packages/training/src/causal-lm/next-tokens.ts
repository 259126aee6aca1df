import { type Batch, IGNORED_LABEL } from '@lamella/datasets';
import { fillPlaces, placeAt, textAt, type TokenPlaces } from '../token-places.ts';

/** Places are made in quarters of a batch: at most four functions are compiled per shape. */
const PLACE_STEPS = 4;

/** The weights of the predictions of a batch: the same each, or so that those of one example weigh 1 together. */
export type Weighting = 'prediction' | 'example';

/** The tokens of a batch that have to be predicted, each at the position before it: labels are shifted here. */
export function nextTokenPlaces(batch: Batch, weighting: Weighting): TokenPlaces {
  const predictions = nextTokens(batch);
  const size = batch.size * batch.length;
  const numPlaces = placeCounts(size).find((count) => count >= predictions.length) ?? size;
  const places = fillPlaces(predictions, numPlaces);
  if (weighting === 'prediction') return places;
  const counts = new Float64Array(batch.exampleIds.length);
  for (const [position] of predictions) {
    const text = textAt(batch, position);
    counts[text] = (counts[text] ?? 0) + 1;
  }
  const shared = places.weights.map(
    (weight, place) => weight && weight / (counts[textAt(batch, places.positions[place] ?? 0)] ?? 1),
  );
  return { ...places, weights: shared };
}

/** The numbers of places that a batch of so many tokens may have, ascending. */
export function placeCounts(numTokens: number): readonly number[] {
  return Array.from({ length: PLACE_STEPS }, (_, i) => Math.ceil((numTokens * (i + 1)) / PLACE_STEPS));
}

/** How many labels a batch has, and how many of them are predicted: one of a text's first token is not. */
export function countTokenLabels(batch: Batch): { readonly labels: number; readonly predictions: number } {
  const isLabel = (label: number): boolean => label !== IGNORED_LABEL;
  return {
    labels: tokenLabelsOf(batch).filter(isLabel).length,
    predictions: nextTokens(batch).length,
  };
}

/** Position and target of each prediction. */
function nextTokens(batch: Batch): [position: number, target: number][] {
  const predictions: [number, number][] = [];
  for (const [position, label] of tokenLabelsOf(batch).entries()) {
    if (label !== IGNORED_LABEL && placeAt(batch, position) > 0) predictions.push([position - 1, label]);
  }
  return predictions;
}

function tokenLabelsOf({ tokenLabels }: Batch): Int32Array {
  if (tokenLabels === undefined)
    throw new Error('Expected a batch with labels of tokens for a causal language model, got one without');
  return tokenLabels;
}
