/**
 * The importance of every layer, `1 − CKA(R_l, R_{l+1})`: a layer that changes its input much matters much.
 *
 * @param cka CKA of each layer's input and output, first layer first, [L]
 * @returns [L]; larger is more important
 * @see arXiv 2602.05988
 */
export function importanceFromCka(cka: readonly number[]): number[] {
  return cka.map((similarity) => 1 - similarity);
}
