import { DataType, type Endpoint } from '../native/binding.ts';
import { type Graph, sizeOf } from './graph.ts';

/** Ops of the binding's own that add a bias to their first input themselves: their second input is the bias, or empty. */
const WITH_BIAS: ReadonlySet<string> = new Set(['LamellaGelu', 'LamellaLayerNorm']);

/** Whether an op adds a bias to its first input itself, and has none yet. */
export function takesBias(type: string, bias: () => Endpoint): boolean {
  return WITH_BIAS.has(type) && sizeOf(bias().shape ?? [1]) === 0;
}

/**
 * Takes the bias of a linear map into the op that follows it: f(X W + b) as one pass over X W, where a sum would be one more. If
 * nothing else reads the sum, it is not computed.
 *
 * @param inputs the op's @returns what it should read instead
 */
export function foldBias(graph: Graph, type: string, inputs: readonly Endpoint[]): readonly Endpoint[] {
  const [x, bias, ...rest] = inputs;
  if (x === undefined || bias === undefined || !takesBias(type, () => bias)) return inputs;
  const sum = graph.producer(x.id);
  if (sum.type !== 'Add') return inputs;
  const [product, added] = sum.inputs.map((id) => graph.endpoint(id));
  const isBias = added?.shape?.length === 1 && added.shape[0] === x.shape?.at(-1);
  const isWhole = product?.shape?.join() === x.shape?.join() && product?.dtype === DataType.float32;
  return isBias && isWhole && product !== undefined ? [product, added, ...rest] : inputs;
}
