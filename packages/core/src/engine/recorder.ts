import {
  type AddedOperation,
  type Attribute,
  type Binding,
  type Endpoint,
  type TensorMetadata,
  DataType,
} from './binding.ts';
import { Graph, rawTensor, single, sizeOf } from './graph.ts';
import { variableShape } from './variable-handle.ts';

/** Tensors of at most this many elements that a step captures become constants of its graph. */
const MAX_CONSTANT_ELEMENTS = 64;

/** Symbolic tensors have the ids -2, -3, …: tfjs never frees negative ids, and -1 means "not uploaded yet". */
const symbolicId = (endpoint: number): number => -2 - endpoint;
const endpointOfSymbolic = (id: number): number => -2 - id;

const READ = 'ReadVariableOp';

/** The type in which float32 matmuls are computed; results and sums are float32 either way. */
export type MatmulPrecision = 'float32' | 'bfloat16';

/** A tensor that lives outside of the graph and is fed to the function on every run. */
export interface Capture {
  readonly endpoint: number;
  /** An id of the native binding, owned by the recording. */
  readonly id: number;
}

interface VariableOrder {
  readonly lastWrite: number | undefined;
  readonly readsSinceWrite: readonly number[];
}

/**
 * Stands in for the native binding while a step is recorded: every op that tfjs issues becomes a node of a graph,
 * and gives a symbolic tensor whose shape TensorFlow has inferred. Nothing is computed.
 *
 * Reads and writes of resource variables keep the order in which the step issued them.
 */
export class Recorder {
  readonly graph: Graph;
  readonly captures: Capture[] = [];
  /** Ops that change variables: they run whether or not an output needs them. */
  readonly writes: number[] = [];
  readonly binding: Binding;
  readonly #native: Binding;
  readonly #precision: MatmulPrecision;
  readonly #endpoints = new Map<number, Endpoint>();
  readonly #captured = new Map<number, Endpoint>();
  readonly #bfloat16 = new Map<number, Endpoint>();
  readonly #order = new Map<number, VariableOrder>();

  constructor(native: Binding, precision: MatmulPrecision) {
    this.#native = native;
    this.#precision = precision;
    this.graph = new Graph(native);
    this.binding = Object.create(native, {
      executeOp: { value: this.#executeOp.bind(this) },
      tensorDataSync: { value: refuseToRead },
      readTensorBytes: { value: refuseToRead },
    }) as Binding;
  }

  /** A symbolic tensor for a value that is fed. */
  placeholder(dtype: number, shape: readonly number[]): TensorMetadata {
    return this.#symbolic(this.graph.placeholder({ dtype, shape }));
  }

  /** The endpoint of a tensor id, symbolic or native; a native one is captured. */
  endpoint(id: number): Endpoint {
    if (id >= 0) return this.#capture(id);
    const endpoint = this.#endpoints.get(endpointOfSymbolic(id));
    if (endpoint === undefined)
      throw new Error('Expected a tensor of the step that is being recorded, got one of another step');
    return endpoint;
  }

  /** Frees the graph and, unless a function has taken them over, the captured tensors. */
  dispose(keepCaptures: boolean): void {
    this.graph.dispose();
    if (!keepCaptures) for (const { id } of this.captures) this.#native.deleteTensor(id);
  }

  #executeOp(type: string, attributes: readonly Attribute[], ids: readonly number[]): TensorMetadata[] {
    const inputs = ids.map((id) => this.endpoint(id));
    if (this.#isReducedMatmul(type, inputs)) return [this.#bfloat16Matmul(type, attributes, ids)];
    const variables = ids.filter((_, i) => inputs[i]?.dtype === DataType.resource);
    const controls = [...new Set(variables.flatMap((variable) => this.#controlsOf(type, variable)))];
    const added = this.#add(type, inputs, { attributes, controls });
    if (variables.length > 0) this.#noteAccess(type, variables, added.operation);
    const [variable] = variables;
    if (type === READ && variable !== undefined) return [this.#variableValue(variable, single(added))];
    return added.outputs.map((output) => this.#symbolic(requireShape(type, output)));
  }

  #add(
    type: string,
    inputs: readonly Endpoint[],
    options: { attributes: readonly Attribute[]; controls: readonly number[] },
  ): AddedOperation {
    const ids = inputs.map(({ id }) => id);
    try {
      return this.graph.add(type, ids, options.attributes, options.controls);
    } catch (error) {
      const shapes = inputs.map(({ shape }) => `[${shape?.join(', ') ?? '?'}]`).join(', ');
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`the op ${type} on ${shapes}, issued ${callSite()}, is not possible: ${reason}`, {
        cause: error,
      });
    }
  }

  #variableValue(variable: number, value: Endpoint): TensorMetadata {
    const shape = [...variableShape(variable)];
    this.graph.setShape(value.id, shape);
    return this.#symbolic({ ...value, shape });
  }

  #symbolic(endpoint: Endpoint): TensorMetadata {
    this.#endpoints.set(endpoint.id, endpoint);
    return { id: symbolicId(endpoint.id), dtype: endpoint.dtype, shape: [...(endpoint.shape ?? [])] };
  }

  #capture(id: number): Endpoint {
    const known = this.#captured.get(id);
    if (known !== undefined) return known;
    // An alias with an owner of its own: no copy, and it stays valid if the step's author disposes the original.
    const [alias] = this.#native.executeOp('Identity', [], [id], 1);
    if (alias === undefined) throw new Error('Expected an alias of a captured tensor, got none');
    const endpoint = this.#asConstant(alias) ?? this.#asInput(alias);
    this.#captured.set(id, endpoint);
    return endpoint;
  }

  #asConstant({ id, dtype, shape }: TensorMetadata): Endpoint | undefined {
    const isPlain = dtype === DataType.float32 || dtype === DataType.int32 || dtype === DataType.bool;
    if (!isPlain || sizeOf(shape) > MAX_CONSTANT_ELEMENTS) return undefined;
    const values = sizeOf(shape) === 0 ? [] : this.#native.tensorDataSync(id);
    this.#native.deleteTensor(id);
    return this.graph.constant(rawTensor(dtype, shape, values));
  }

  #asInput({ id, dtype, shape }: TensorMetadata): Endpoint {
    const endpoint = this.graph.placeholder({ dtype, shape });
    this.captures.push({ endpoint: endpoint.id, id });
    return endpoint;
  }

  #controlsOf(type: string, variable: number): number[] {
    const order = this.#order.get(variable);
    if (order === undefined) return [];
    const lastWrite = order.lastWrite === undefined ? [] : [order.lastWrite];
    return type === READ ? lastWrite : [...lastWrite, ...order.readsSinceWrite];
  }

  #noteAccess(type: string, variables: readonly number[], operation: number): void {
    if (type !== READ) this.writes.push(operation);
    for (const variable of variables) {
      const reads = this.#order.get(variable)?.readsSinceWrite ?? [];
      const lastWrite = this.#order.get(variable)?.lastWrite;
      const order =
        type === READ
          ? { lastWrite, readsSinceWrite: [...reads, operation] }
          : { lastWrite: operation, readsSinceWrite: [] };
      this.#order.set(variable, order);
    }
  }

  #isReducedMatmul(type: string, inputs: readonly Endpoint[]): boolean {
    const isMatmul = type === 'BatchMatMulV2' || type === 'MatMul';
    return (
      isMatmul && this.#precision === 'bfloat16' && inputs.every(({ dtype }) => dtype === DataType.float32)
    );
  }

  #bfloat16Matmul(type: string, attributes: readonly Attribute[], ids: readonly number[]): TensorMetadata {
    const inputs = ids.map((id) => this.#toBfloat16(id).id);
    const reduced = attributes.map((a) => (a.name === 'T' ? { ...a, value: DataType.bfloat16 } : a));
    const product = requireShape(type, single(this.graph.add(type, inputs, reduced)));
    return this.#symbolic({
      ...this.graph.cast(product.id, DataType.bfloat16, DataType.float32),
      shape: product.shape,
    });
  }

  /** A captured weight is cast once, when the step is recorded; a value of the step is cast where it is used. */
  #toBfloat16(id: number): Endpoint {
    const known = this.#bfloat16.get(id);
    if (known !== undefined) return known;
    const endpoint =
      id >= 0
        ? this.#asInput(this.#castNatively(id))
        : this.graph.cast(this.endpoint(id).id, DataType.float32, DataType.bfloat16);
    this.#bfloat16.set(id, endpoint);
    return endpoint;
  }

  #castNatively(id: number): TensorMetadata {
    const type = this.#native.TF_ATTR_TYPE;
    const [result] = this.#native.executeOp(
      'Cast',
      [
        { name: 'SrcT', type, value: DataType.float32 },
        { name: 'DstT', type, value: DataType.bfloat16 },
      ],
      [id],
      1,
    );
    if (result === undefined) throw new Error('Expected a cast weight, got none');
    return result;
  }
}

function requireShape(type: string, endpoint: Endpoint): Endpoint {
  const { shape } = endpoint;
  if (shape !== null && shape.every((size) => size >= 0)) return endpoint;
  const found =
    shape === null ? 'of unknown rank' : `[${shape.map((size) => (size < 0 ? '?' : size)).join(', ')}]`;
  throw new Error(
    `Expected every shape of a compiled step to follow from the shapes of its inputs, got ${found} from the op ${type}, issued ${callSite()}`,
  );
}

/** Where in the program's own code (not in tfjs, not in the engine) the present op comes from. */
function callSite(): string {
  const frames = (new Error().stack ?? '').split('\n').slice(1);
  const own = frames.find((frame) => !/node_modules|\/engine\/|<anonymous>/.test(frame));
  return own?.trim() ?? 'from an unknown place';
}

function refuseToRead(): never {
  throw new Error(
    'A compiled step has no values while it is recorded: it cannot read a tensor (dataSync, arraySync, print). ' +
      'Return the tensor from the step and read it there.',
  );
}
