import {
  type Attribute,
  currentBinding,
  DataType,
  type TensorMetadata,
  tensorId,
  typeAttribute,
  wrapTensor,
} from '../native/binding.ts';
import type { Tensor } from '../native/tf.ts';

/** X = U diag(s) Vᵀ with k = min(m, n) singular values, the largest first. */
export interface SingularValues {
  /** [m, k] */
  readonly u: Tensor;
  /** [k] */
  readonly s: Tensor;
  /** [n, k] */
  readonly v: Tensor;
}

/**
 * The thin singular value decomposition, by TensorFlow's own op in float64: in float32, the vectors of singular values that
 * lie close together lose digits. Not inside of a compiled step.
 *
 * @param x float32 [m, n] @returns float32; caller disposes
 */
export function svd(x: Tensor): SingularValues {
  const { float32, float64 } = DataType;
  const wide = cast(tensorId(x), float32, float64);
  const outputs = execute('Svd', wide.id, {
    numOutputs: 3,
    attributes: [typeAttribute('T', float64), flag('compute_uv', true), flag('full_matrices', false)],
  });
  const [s, u, v] = outputs.map(({ id }) => wrapTensor(cast(id, float64, float32)));
  for (const { id } of [wide, ...outputs]) currentBinding().deleteTensor(id);
  if (s === undefined || u === undefined || v === undefined)
    throw new Error('Expected a singular value decomposition, got none');
  return { u, s, v };
}

/**
 * An orthonormal basis of a matrix's columns: Q of X = Q R, by TensorFlow's own op; not inside of a compiled step.
 *
 * @param x float32 [m, n] @returns [m, min(m, n)]; caller disposes
 */
export function orthonormalBasis(x: Tensor): Tensor {
  const [q, r] = execute('Qr', tensorId(x), {
    numOutputs: 2,
    attributes: [typeAttribute('T', DataType.float32), flag('full_matrices', false)],
  }).map(wrapTensor);
  if (q === undefined || r === undefined) throw new Error('Expected a QR decomposition, got none');
  r.dispose();
  return q;
}

function cast(id: number, from: number, to: number): TensorMetadata {
  const attributes = [typeAttribute('SrcT', from), typeAttribute('DstT', to), flag('Truncate', false)];
  const [output] = execute('Cast', id, { numOutputs: 1, attributes });
  if (output === undefined) throw new Error('Expected a cast tensor, got none');
  return output;
}

function flag(name: string, value: boolean): Attribute {
  return { name, type: currentBinding().TF_ATTR_BOOL, value };
}

function execute(
  type: string,
  input: number,
  { numOutputs, attributes }: { readonly numOutputs: number; readonly attributes: readonly Attribute[] },
): TensorMetadata[] {
  return currentBinding().executeOp(type, attributes, [input], numOutputs);
}
