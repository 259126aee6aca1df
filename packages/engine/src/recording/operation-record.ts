import type { AddedOperation, Attribute, Endpoint } from '../native/binding.ts';
import { MATRIX_PRODUCTS } from './matrix-products.ts';
import { THIN_PRODUCTS } from './thin-products.ts';

/** An op of a graph under construction, with what it was made of. */
export interface GraphNode extends AddedOperation {
  readonly type: string;
  readonly attributes: readonly Attribute[];
  /** Endpoints, flat. */
  readonly inputs: readonly number[];
  /** Ops that run before this one. */
  readonly controls: readonly number[];
}

/** The endpoints of a function. */
export interface FunctionInterface {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Ops that always run, whether or not an output needs them. */
  readonly controls: readonly number[];
}

/** An input or output of an op, with the same id for the same value; the shape is null where TensorFlow does not know it. */
export type OperandRecord = Pick<Endpoint, 'id' | 'dtype' | 'shape'>;

/** One op of a compiled step: what a profile, a count of its arithmetic or a plan of its memory needs to know. */
export interface OperationRecord {
  readonly type: string;
  readonly attributes: readonly Attribute[];
  readonly inputs: readonly OperandRecord[];
  readonly outputs: readonly OperandRecord[];
}

/**
 * The ops that some endpoints and ops depend on, themselves included, in the order in which they were added.
 *
 * @param wanted.since leaves out as many ops at the start
 */
export function reachedOperations(
  nodes: readonly GraphNode[],
  wanted: {
    readonly outputs: readonly number[];
    readonly controls: readonly number[];
    readonly since?: number;
  },
): OperationRecord[] {
  const endpoints = new Map<number, { readonly node: GraphNode; readonly endpoint: Endpoint }>();
  for (const node of nodes)
    for (const endpoint of node.outputs) endpoints.set(endpoint.id, { node, endpoint });
  const byOperation = new Map(nodes.map((node) => [node.operation, node]));
  const reached = new Set<GraphNode>();
  const producers = (ids: readonly number[]): (GraphNode | undefined)[] =>
    ids.map((id) => endpoints.get(id)?.node);
  const open = [...producers(wanted.outputs), ...wanted.controls.map((id) => byOperation.get(id))];
  for (let node = open.pop(); open.length > 0 || node !== undefined; node = open.pop()) {
    if (node === undefined || reached.has(node)) continue;
    reached.add(node);
    open.push(...producers(node.inputs), ...node.controls.map((id) => byOperation.get(id)));
  }
  const operand = (id: number): OperandRecord => {
    const { dtype = 0, shape = null } = endpoints.get(id)?.endpoint ?? {};
    return { id, dtype, shape };
  };
  return nodes
    .slice(wanted.since)
    .filter((node) => reached.has(node))
    .map(({ type, attributes, inputs, outputs }) => ({
      type,
      attributes,
      inputs: inputs.map(operand),
      outputs: outputs.map(({ id, dtype, shape }) => ({ id, dtype, shape })),
    }));
}

/** Floating point operations of the matrix products among some ops: 2 · elements of the result · length of the sums. */
export function matmulFlops(operations: readonly OperationRecord[]): number {
  return operations.reduce((sum, operation) => sum + flopsOf(operation), 0);
}

/** Products of matrices, with the attribute by which their left factor is transposed; or whether it always is. */
const TRANSPOSED: Readonly<Record<string, string | boolean>> = {
  MatMul: 'transpose_a',
  _FusedMatMul: 'transpose_a',
  BatchMatMulV2: 'adj_x',
  [MATRIX_PRODUCTS.neither]: false,
  [MATRIX_PRODUCTS.right]: false,
  [THIN_PRODUCTS.neither]: false,
  [THIN_PRODUCTS.right]: false,
  [THIN_PRODUCTS.left]: true,
};

function flopsOf({ type, attributes, inputs, outputs }: OperationRecord): number {
  const transposed = TRANSPOSED[type];
  const [left, result] = [inputs[0]?.shape ?? [], outputs[0]?.shape ?? []];
  if (transposed === undefined) return 0;
  const isSet = attributes.some(({ name, value }) => name === transposed && value === true);
  const length = left.at(isSet || transposed === true ? -2 : -1) ?? 0;
  return 2 * length * result.reduce((product, size) => product * size, 1);
}
