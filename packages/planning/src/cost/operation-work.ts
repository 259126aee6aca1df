import { DataType, matmulFlops, type OperandRecord, type OperationRecord, sizeOf } from '@lamella/engine';

/** The kinds of op, each of which has a speed of its own on a machine. */
export type OperationKind =
  | 'view' // no work: another shape of the same memory, a read of a variable
  | 'product' // of matrices
  | 'map' // element by element: sums, products
  | 'update' // of variables, in place
  | 'exp'
  | 'erf'
  | 'softmax'
  | 'cast'
  | 'transpose'
  | 'reduce'
  | 'copy' // rows taken, parts joined
  | 'random';

/** The kinds whose time is that of their memory traffic. */
export type TrafficKind = Exclude<OperationKind, 'view' | 'product'>;

/** A matrix product: `batch` products of [rows, length] · [length, columns]. */
export interface ProductWork {
  readonly kind: 'product';
  readonly type: 'float32' | 'bfloat16';
  readonly batch: number;
  /** 2 · elements of the result · length of the sums */
  readonly flops: number;
  readonly bytes: number;
  /** The smallest of rows, length and columns. */
  readonly smallest: number;
}

/** An op's work: what its time is predicted from. */
export type OperationWork =
  ProductWork | { readonly kind: 'view' } | { readonly kind: TrafficKind; readonly bytes: number };

const KINDS: ReadonlyMap<string, OperationKind> = new Map(
  Object.entries({
    view: 'Reshape Identity LamellaAfter ReadVariableOp ExpandDims Squeeze Const Placeholder VarHandleOp NoOp',
    product: 'MatMul BatchMatMulV2 _FusedMatMul LamellaMatrixProduct LamellaMatrixProductTransposeRight',
    exp: 'Exp Log Tanh Sigmoid Rsqrt Sqrt Pow Sin Cos Elu Log1p Expm1 LamellaDropout',
    erf: 'Erf LamellaGelu',
    softmax:
      'LamellaAttention LamellaAttentionGradient LamellaSoftmax Softmax LogSoftmax SparseSoftmaxCrossEntropyWithLogits',
    cast: 'Cast LamellaDequantizeNf4 LamellaDequantizeInt8',
    transpose: 'Transpose',
    reduce: 'Sum Mean Max Min Prod All Any ArgMax UnsortedSegmentSum Cumsum',
    copy: 'GatherV2 ConcatV2 Slice StridedSlice Pad PadV2 Tile Split SplitV Pack Unpack Fill Range',
    random: 'StatelessRandomUniformV2 StatelessRandomUniform StatelessRandomNormalV2 RandomUniform',
  }).flatMap(([kind, types]) => types.split(' ').map((type) => [type, kind as OperationKind] as const)),
);

/** How often an update passes over as much memory as its gradient takes: reads and writes of value and moments. */
const UPDATE_PASSES: Readonly<Record<string, number>> = {
  ResourceApplyAdam: 7,
  AssignSubVariableOp: 3,
  AssignAddVariableOp: 3,
  AssignVariableOp: 2,
};

/** The kind of an op; those without one of their own are counted as `map`. */
export function kindOf({ type }: OperationRecord): OperationKind {
  return Object.hasOwn(UPDATE_PASSES, type) ? 'update' : (KINDS.get(type) ?? 'map');
}

/** Counts an op's arithmetic and memory traffic from its shapes. */
export function workOf(operation: OperationRecord): OperationWork {
  const { type, inputs, outputs } = operation;
  const kind = kindOf(operation);
  if (kind === 'view') return { kind };
  if (kind === 'product') return productWork(operation);
  if (kind === 'update')
    return { kind, bytes: (UPDATE_PASSES[type] ?? 1) * Math.max(...inputs.map(bytesOf)) };
  const written = sumBytes(outputs);
  // Of what rows or parts are taken from, only these are read.
  return { kind, bytes: kind === 'copy' ? 2 * written : sumBytes(inputs) + written };
}

function productWork(operation: OperationRecord): ProductWork {
  const { inputs, outputs } = operation;
  const shape = outputs[0]?.shape ?? [];
  const [rows = 1, columns = 1] = shape.slice(-2);
  const flops = matmulFlops([operation]);
  const length = flops / (2 * Math.max(1, sizeOf(shape)));
  return {
    kind: 'product',
    type: inputs[0]?.dtype === DataType.bfloat16 ? 'bfloat16' : 'float32',
    batch: sizeOf(shape.slice(0, -2)),
    flops,
    bytes: sumBytes(inputs) + sumBytes(outputs),
    smallest: Math.min(rows, columns, length),
  };
}

const BYTES: ReadonlyMap<number, number> = new Map([
  [DataType.float64, 8],
  [DataType.int64, 8],
  [DataType.uint64, 8],
  [DataType.bfloat16, 2],
  [DataType.float16, 2],
  [DataType.bool, 1],
  [DataType.uint8, 1],
  [DataType.resource, 0],
]);

/** Bytes of a value; none for handles and values whose shape TensorFlow does not know. */
export function bytesOf({ dtype, shape }: Pick<OperandRecord, 'dtype' | 'shape'>): number {
  return shape === null ? 0 : sizeOf(shape) * (BYTES.get(dtype) ?? 4);
}

function sumBytes(operands: readonly OperandRecord[]): number {
  return operands.reduce((sum, operand) => sum + bytesOf(operand), 0);
}
