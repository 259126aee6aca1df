import { tf } from '@lamella/engine';
import type { ModelInputs, TextPacking } from '../model.ts';

/** The texts of a padded batch one after another in a single row, with some padding at its end. Caller disposes. */
export function packRow(
  { inputIds, attentionMask, tokenTypeIds }: ModelInputs,
  { padding }: { readonly padding: number },
): Omit<ModelInputs, 'lowerLayers'> & { readonly packing: TextPacking } {
  const [, width = 0] = inputIds.shape;
  const places = [...attentionMask.dataSync()].flatMap((isToken, place) => (isToken === 1 ? [place] : []));
  const texts = places.map((place) => Math.floor(place / width));
  const row = (values: readonly number[], fill: number): tf.Tensor2D =>
    tf.tensor2d([[...values, ...new Array<number>(padding).fill(fill)]], undefined, 'int32');
  const pick = (values: ArrayLike<number>): number[] => places.map((place) => values[place] ?? NaN);
  return {
    inputIds: row(pick(inputIds.dataSync()), 7),
    attentionMask: row(pick(attentionMask.dataSync()), 0),
    ...(tokenTypeIds !== undefined && { tokenTypeIds: row(pick(tokenTypeIds.dataSync()), 0) }),
    packing: {
      segments: row(texts, -1),
      positions: row(
        places.map((place) => place % width),
        0,
      ),
      starts: tf.tensor1d(
        texts.flatMap((text, i) => (text === texts[i - 1] ? [] : [i])),
        'int32',
      ),
      longest: tf.range(0, width, 1, 'int32'),
    },
  };
}
