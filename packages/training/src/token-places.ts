import { type Batch, FILLER_ID } from '@lamella/datasets';

/** Tokens that are predicted, in a fixed number of places P, so that the output layer runs on these alone. */
export interface TokenPlaces {
  /** [P]: which of the B·T tokens a prediction is made at */
  readonly positions: Int32Array;
  /** [P]: the token that is to be predicted */
  readonly targets: Int32Array;
  /** [P]: 1, or 0 for places that are not needed */
  readonly weights: Float32Array;
}

/** @param predictions position and target of each; those that find no place are left out */
export function fillPlaces(
  predictions: Iterable<readonly [position: number, target: number]>,
  numPlaces: number,
): TokenPlaces {
  const positions = new Int32Array(numPlaces);
  const targets = new Int32Array(numPlaces);
  const weights = new Float32Array(numPlaces);
  let place = 0;
  for (const [position, target] of predictions) {
    if (place === numPlaces) break;
    positions[place] = position;
    targets[place] = target;
    weights[place] = 1;
    place += 1;
  }
  return { positions, targets, weights };
}

/** Which text of a batch a token is of; -1 for the padding of packed rows. */
export function textAt({ length, packing }: Pick<Batch, 'length' | 'packing'>, token: number): number {
  return packing === undefined ? Math.floor(token / length) : (packing.segments[token] ?? FILLER_ID);
}

/** A token's place in its own text. */
export function placeAt({ length, packing }: Pick<Batch, 'length' | 'packing'>, token: number): number {
  return packing === undefined ? token % length : (packing.positions[token] ?? 0);
}
