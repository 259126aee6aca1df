import {
  Bfloat16Weight,
  type Quantization,
  QuantizedWeight,
  symbolicTensor,
  type Tensor,
  tf,
} from '@lamella/engine';

/** The type in which a model's frozen matrices are held; vectors (biases, norms) and what is trained are float32. */
export type WeightType = 'float32' | 'bfloat16';

/** The type in which one weight is held. */
export type HeldType = WeightType | Quantization;

/** A weight as a parameter takes it over. */
export type HeldWeight = Tensor | Bfloat16Weight | QuantizedWeight;

/**
 * A weight in the type in which it is held. No other copy of it is left.
 *
 * @param values float32, the bytes of bfloat16, or a weight, which is taken over
 */
export function holdWeight(
  values: Float32Array | Uint8Array | Tensor | Bfloat16Weight,
  shape: readonly number[],
  type: HeldType,
): HeldWeight {
  const source = toWeight(values, shape);
  if (type === 'float32' || (type === 'bfloat16' && source instanceof Bfloat16Weight)) return source;
  try {
    if (type !== 'bfloat16') return QuantizedWeight.quantize(source, type);
    return Bfloat16Weight.fromTensor(source as Tensor);
  } finally {
    source.dispose();
  }
}

/** A weight of which there is only the shape, in `planOperations`. */
export function symbolicWeight(shape: readonly number[], type: HeldType): HeldWeight {
  if (type === 'nf4' || type === 'int8') return QuantizedWeight.symbolic(type, shape);
  return holdWeight(symbolicTensor(shape), shape, type);
}

function toWeight(
  values: Float32Array | Uint8Array | Tensor | Bfloat16Weight,
  shape: readonly number[],
): Tensor | Bfloat16Weight {
  if (values instanceof Uint8Array) return Bfloat16Weight.fromBytes(shape, values);
  if (values instanceof Float32Array) return tf.tensor(values, [...shape], 'float32');
  return values;
}
