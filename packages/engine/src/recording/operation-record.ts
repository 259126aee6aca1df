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

/** What is wanted of a graph. */
type Wanted = Omit<FunctionInterface, 'inputs'>;

/** The ops that some endpoints and ops depend on, themselves included, in the order in which they were added. */
export function reachedNodes(nodes: readonly GraphNode[], wanted: Wanted): GraphNode[] {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map(({ id }) => [id, node] as const)));
  const byOperation = new Map(nodes.map((node) => [node.operation, node]));
  const reached = new Set<GraphNode>();
  const before = (endpoints: readonly number[], operations: readonly number[]): (GraphNode | undefined)[] => [
    ...endpoints.map((id) => producers.get(id)),
    ...operations.map((id) => byOperation.get(id)),
  ];
  const open = before(wanted.outputs, wanted.controls);
  for (let node = open.pop(); open.length > 0 || node !== undefined; node = open.pop()) {
    if (node === undefined || reached.has(node)) continue;
    reached.add(node);
    open.push(...before(node.inputs, node.controls));
  }
  return nodes.filter((node) => reached.has(node));
}

/**
 * The same ops as records.
 *
 * @param wanted.since leaves out as many ops at the start
 */
export function reachedOperations(
  nodes: readonly GraphNode[],
  wanted: Wanted & { readonly since?: number },
): OperationRecord[] {
  const endpoints = new Map(nodes.flatMap(({ outputs }) => outputs.map((one) => [one.id, one] as const)));
  const operand = (id: number): OperandRecord => {
    const { dtype = 0, shape = null } = endpoints.get(id) ?? {};
    return { id, dtype, shape };
  };
  const leftOut = new Set(nodes.slice(0, wanted.since ?? 0));
  return reachedNodes(nodes, wanted)
    .filter((node) => !leftOut.has(node))
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
