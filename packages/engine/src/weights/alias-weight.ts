import { tensorId } from '../native/binding.ts';
import { type Tensor, tf } from '../native/tf.ts';
import type { Bfloat16Weight } from './bfloat16-weight.ts';
import type { QuantizedWeight } from './quantized-weight.ts';

/** Another owner of a weight's memory, outside of any `tidy`. Caller disposes. */
export function aliasWeight(
  weight: Tensor | Bfloat16Weight | QuantizedWeight,
): Tensor | Bfloat16Weight | QuantizedWeight {
  if (!(weight instanceof tf.Tensor)) return weight.alias();
  // tfjs hands values over at their first use only, when both would hold them.
  tensorId(weight);
  return tf.keep(weight.clone());
}
