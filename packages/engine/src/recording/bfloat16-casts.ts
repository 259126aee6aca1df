import { type Binding, DataType, type TensorMetadata } from '../native/binding.ts';

interface SharedCast {
  readonly cast: TensorMetadata;
  numUsers: number;
}

/** The live casts, by the id of the tensor that was cast. The binding never gives an id twice. */
const casts = new Map<number, SharedCast>();

/**
 * A bfloat16 copy of a float32 tensor, made once and shared by all functions that capture the tensor.
 *
 * @param original the id of a tensor
 * @returns the caller gives it back by {@link releaseBfloat16}
 */
export function acquireBfloat16(native: Binding, original: number): TensorMetadata {
  const known = casts.get(original);
  if (known !== undefined) {
    known.numUsers += 1;
    return known.cast;
  }
  const type = native.TF_ATTR_TYPE;
  const attributes = [
    { name: 'SrcT', type, value: DataType.float32 },
    { name: 'DstT', type, value: DataType.bfloat16 },
  ];
  const [cast] = native.executeOp('Cast', attributes, [original], 1);
  if (cast === undefined) throw new Error('Expected a cast weight, got none');
  casts.set(original, { cast, numUsers: 1 });
  return cast;
}

/** Frees the copy with its last user. */
export function releaseBfloat16(native: Binding, original: number): void {
  const shared = casts.get(original);
  if (shared === undefined) throw new Error(`Expected a bfloat16 copy of the tensor ${original}, got none`);
  shared.numUsers -= 1;
  if (shared.numUsers > 0) return;
  native.deleteTensor(shared.cast.id);
  casts.delete(original);
}
