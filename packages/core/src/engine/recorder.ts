import { messageOf } from '../errors.ts';
import {
  type AddedOperation,
  type Attribute,
  type Binding,
  type Endpoint,
  type TensorMetadata,
  DataType,
  overrideBinding,
} from './binding.ts';
import { acquireBfloat16, releaseBfloat16 } from './bfloat16-casts.ts';
import { callSite } from './call-site.ts';
import { Graph, type OperationOptions, rawTensor, single, sizeOf } from './graph.ts';
import { isFasterTransposed, transposeFactor } from './transposed-factor.ts';
import { variableShape } from './variable-handle.ts';

/** Tensors of at most this many elements that a step captures become constants of its graph. */
const MAX_CONSTANT_ELEMENTS = 64;

/**
 * Symbolic tensors have the ids -2, -3, …, never the same twice: tfjs does not free negative ids, and to it -1 means
 * "not uploaded yet".
 */
let nextSymbolicId = -2;

const READ = 'ReadVariableOp';
const MATMULS: ReadonlySet<string> = new Set(['MatMul', 'BatchMatMulV2']);

/** The type in which float32 matmuls are computed; results and sums are float32 either way. */
export type MatmulPrecision = 'float32' | 'bfloat16';

/** A tensor that lives outside of the graph and is fed to the function on every run. */
export interface Capture {
  readonly endpoint: number;
  /** The native binding's id. */
  readonly id: number;
  /** Gives up the function's hold on the tensor. */
  release(): void;
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
    this.binding = overrideBinding(native, {
      isRecorder: true,
      executeOp: this.#executeOp.bind(this),
      tensorDataSync: refuseToRead,
      readTensorBytes: refuseToRead,
    });
  }

  /** A symbolic tensor for a value that is fed. */
  placeholder(dtype: number, shape: readonly number[]): TensorMetadata {
    return this.#symbolic(this.graph.placeholder({ dtype, shape }));
  }

  /** The endpoint of a tensor id, symbolic or native; a native one is captured. */
  endpoint(id: number): Endpoint {
    if (id >= 0) return this.#capture(id);
    const endpoint = this.#endpoints.get(id);
    if (endpoint === undefined) {
      throw new Error(
        `Expected a tensor of the step that is being recorded, got one that another step kept, used ${callSite()}`,
      );
    }
    return endpoint;
  }

  /** Frees the graph and, unless a function has taken them over, the captured tensors. */
  dispose(keepCaptures: boolean): void {
    this.graph.dispose();
    if (!keepCaptures) for (const capture of this.captures) capture.release();
  }

  #executeOp(type: string, attributes: readonly Attribute[], ids: readonly number[]): TensorMetadata[] {
    if (this.#isReducedMatmul(type, attributes)) return [this.#bfloat16Matmul(type, attributes, ids)];
    const inputs = ids.map((id) => this.endpoint(id));
    if (this.#isTransposable(type, attributes, inputs))
      return [this.#transposedMatmul(type, attributes, inputs)];
    const variables = ids.filter((_, i) => inputs[i]?.dtype === DataType.resource);
    const controls = [...new Set(variables.flatMap((variable) => this.#controlsOf(type, variable)))];
    const added = this.#add(type, inputs, { attributes, controls });
    if (variables.length > 0) this.#noteAccess(type, variables, added.operation);
    const [variable] = variables;
    if (type === READ && variable !== undefined) return [this.#variableValue(variable, single(added))];
    return added.outputs.map((output) => this.#symbolic(requireShape(type, output)));
  }

  #add(type: string, inputs: readonly Endpoint[], options: OperationOptions): AddedOperation {
    const ids = inputs.map(({ id }) => id);
    try {
      return this.graph.add(type, ids, options);
    } catch (error) {
      const shapes = inputs.map(({ shape }) => `[${shape?.join(', ') ?? '?'}]`).join(', ');
      const reason = messageOf(error);
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
    const id = nextSymbolicId--;
    this.#endpoints.set(id, endpoint);
    return { id, dtype: endpoint.dtype, shape: [...(endpoint.shape ?? [])] };
  }

  #capture(id: number): Endpoint {
    const known = this.#captured.get(id);
    if (known !== undefined) return known;
    // An alias with an owner of its own: no copy, and it stays valid if the step's author disposes the original.
    const [alias] = this.#native.executeOp('Identity', [], [id], 1);
    if (alias === undefined) throw new Error('Expected an alias of a captured tensor, got none');
    const endpoint =
      this.#asConstant(alias) ?? this.#asInput(alias, () => this.#native.deleteTensor(alias.id));
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

  #asInput({ id, dtype, shape }: TensorMetadata, release: () => void): Endpoint {
    const endpoint = this.graph.placeholder({ dtype, shape });
    this.captures.push({ endpoint: endpoint.id, id, release });
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

  #isTransposable(type: string, attributes: readonly Attribute[], inputs: readonly Endpoint[]): boolean {
    return MATMULS.has(type) && !this.#native.isUsingGpuDevice() && isFasterTransposed(attributes, inputs);
  }

  #transposedMatmul(
    type: string,
    attributes: readonly Attribute[],
    [left, right]: readonly Endpoint[],
  ): TensorMetadata {
    if (left === undefined || right === undefined) throw new Error(`Expected two factors of ${type}`);
    const factor = transposeFactor(this.graph, [left, right]);
    const flag = type === 'MatMul' ? 'transpose_b' : 'adj_y';
    const turned = attributes.map((attribute) =>
      attribute.name === flag ? { ...attribute, value: true } : attribute,
    );
    return this.#symbolic(
      requireShape(type, single(this.#add(type, [left, factor], { attributes: turned }))),
    );
  }

  #isReducedMatmul(type: string, attributes: readonly Attribute[]): boolean {
    if (this.#precision === 'float32' || !MATMULS.has(type)) return false;
    return attributes.some(({ name, value }) => name === 'T' && value === DataType.float32);
  }

  #bfloat16Matmul(type: string, attributes: readonly Attribute[], ids: readonly number[]): TensorMetadata {
    const inputs = ids.map((id) => this.#toBfloat16(id));
    const reduced = attributes.map((a) => (a.name === 'T' ? { ...a, value: DataType.bfloat16 } : a));
    const product = requireShape(type, single(this.#add(type, inputs, { attributes: reduced })));
    const result = this.graph.cast(product.id, DataType.bfloat16, DataType.float32);
    return this.#symbolic({ ...result, shape: product.shape });
  }

  /** A captured weight is cast once for all functions; a value of the step is cast where it is used. */
  #toBfloat16(id: number): Endpoint {
    const known = this.#bfloat16.get(id);
    if (known !== undefined) return known;
    const endpoint =
      id >= 0
        ? this.#asInput(acquireBfloat16(this.#native, id), () => releaseBfloat16(this.#native, id))
        : this.graph.cast(this.endpoint(id).id, DataType.float32, DataType.bfloat16);
    this.#bfloat16.set(id, endpoint);
    return endpoint;
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

function refuseToRead(): never {
  throw new Error(
    'A compiled step has no values while it is recorded: it cannot read a tensor (dataSync, arraySync, print). ' +
      `Return the tensor from the step and read it there. Read ${callSite()}`,
  );
}
