import { tf, type Tensor } from './tf.ts';

/** TensorFlow's type codes (types.proto) for the types in use here. */
export const DataType = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  int8: 6,
  string: 7,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  float16: 19,
  resource: 20,
  uint64: 23,
} as const;

/** An attribute of an op, in the form that tfjs's kernels hand to the binding. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The binding's metadata of a tensor that it holds. */
export interface TensorMetadata {
  readonly id: number;
  readonly dtype: number;
  readonly shape: number[];
}

/** Raw bytes with their TensorFlow type. */
export interface RawTensor {
  readonly dtype: number;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** An output of an op in a graph under construction; `shape` is null when even the rank is unknown. */
export interface Endpoint {
  readonly id: number;
  readonly dtype: number;
  readonly shape: number[] | null;
}

/** An op that was added to a graph under construction. */
export interface AddedOperation {
  readonly operation: number;
  readonly outputs: readonly Endpoint[];
}

/** The native addon: tfjs's own calls and those of packages/engine/binding. */
export interface Binding {
  /** Set on the stand-in that takes the native binding's place while a step is recorded. */
  readonly isRecorder?: true;
  /** Set on a recorder that leaves activations in bfloat16 between the ops of the binding's own. */
  readonly keepsBfloat16?: boolean;
  /** Set on a recorder whose steps are never run: models and variables may be made inside. */
  readonly isPlanner?: true;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_Version: string;
  /** Whether the ops of the binding's own are there. */
  readonly hasKernels: boolean;
  /** Their names; undefined in a binding that was built before it told them. */
  readonly ownOps?: readonly string[];
  isUsingGpuDevice(): boolean;
  executeOp(
    type: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    numOutputs: number,
  ): TensorMetadata[];
  createTensor(shape: readonly number[], dtype: number, values: unknown): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): ArrayLike<number>;
  getNumOfTensors(): number;
  createGraph(): number;
  deleteGraph(graph: number): void;
  addOperation(
    graph: number,
    type: string,
    attributes: readonly Attribute[],
    inputs: readonly (number | readonly number[])[],
    controls: readonly number[],
  ): AddedOperation;
  setShape(graph: number, endpoint: number, shape: readonly number[]): void;
  addFunction(
    graph: number,
    name: string,
    inputs: readonly number[],
    outputs: readonly number[],
    controls: readonly number[],
    /** The ops that the function runs, without those that give its inputs. */
    body: readonly number[],
  ): void;
  removeFunction(name: string): void;
  createTensorFromBytes(tensor: RawTensor): number;
  readTensorBytes(id: number): Uint8Array;
  getOperationDefinition(type: string): Uint8Array;
  releaseFreeMemory(): void;
}

interface NodeBackend {
  binding: Binding;
  readonly tensorMap: { get(dataId: object): { readonly dtype: number } };
  getInputTensorIds(tensors: readonly Tensor[]): number[];
  createOutputTensor(metadata: TensorMetadata): Tensor;
}

function nodeBackend(): NodeBackend {
  return tf.backend() as unknown as NodeBackend;
}

/** The binding that ops go to now: the native one, or a recorder while a step is being recorded. */
export function currentBinding(): Binding {
  return nodeBackend().binding;
}

/** Whether ops are recorded now, not run. */
export function isRecording(): boolean {
  return currentBinding().isRecorder === true;
}

/** Whether a step is recorded now whose activations stay in bfloat16 between products. */
export function keepsBfloat16(): boolean {
  return currentBinding().keepsBfloat16 === true;
}

/** A binding with some calls replaced. The native one's properties can't be assigned to. */
export function overrideBinding(binding: Binding, calls: Partial<Binding>): Binding {
  const descriptors = Object.entries(calls).map(([name, value]) => [name, { value }] as const);
  return Object.create(binding, Object.fromEntries(descriptors)) as Binding;
}

/** Sends all ops that `body` issues to another binding. */
export function withBinding<T>(binding: Binding, body: () => T): T {
  const backend = nodeBackend();
  const previous = backend.binding;
  backend.binding = binding;
  try {
    return body();
  } finally {
    backend.binding = previous;
  }
}

/** As {@link withBinding}, for a body that others may get their turn in: they use the binding too. */
export async function withBindingDuring<T>(binding: Binding, body: () => Promise<T>): Promise<T> {
  const backend = nodeBackend();
  const previous = backend.binding;
  backend.binding = binding;
  try {
    return await body();
  } finally {
    backend.binding = previous;
  }
}

/**
 * The binding's id of a tensor; uploads its values first if that has not happened yet.
 *
 * @throws if the tensor was disposed
 */
export function tensorId(tensor: Tensor): number {
  requireLive(tensor);
  const [id] = nodeBackend().getInputTensorIds([tensor]);
  if (id === undefined) throw new Error('Expected the id of a tensor, got none');
  return id;
}

/** TensorFlow's type of a tensor. tfjs shows several of them as int32. */
export function tensorType(tensor: Tensor): number {
  requireLive(tensor);
  return nodeBackend().tensorMap.get(tensor.dataId).dtype;
}

function requireLive({ isDisposed, dtype, shape }: Tensor): void {
  if (isDisposed) {
    throw new Error(`Expected a live tensor, got one of ${dtype}[${shape.join(', ')}] that was disposed`);
  }
}

/** A tfjs tensor over one that the binding holds. Caller disposes. */
export function wrapTensor(metadata: TensorMetadata): Tensor {
  return nodeBackend().createOutputTensor(metadata);
}

/** The value of a type attribute, such as `T`. */
export function typeAttribute(name: string, dtype: number): Attribute {
  return { name, type: currentBinding().TF_ATTR_TYPE, value: dtype };
}

/**
 * Runs (or records) a TensorFlow op of one output by name.
 *
 * @returns a list of that output; caller disposes
 */
export function executeOp(
  type: string,
  inputs: readonly Tensor[],
  attributes: readonly Attribute[] = [],
): Tensor[] {
  return currentBinding().executeOp(type, attributes, inputs.map(tensorId), 1).map(wrapTensor);
}
