import { messageOf } from '@lamella/core';
import {
  type AddedOperation,
  type Attribute,
  type Binding,
  type Endpoint,
  type TensorMetadata,
  DataType,
  overrideBinding,
} from '../native/binding.ts';
import { hasOwnOp } from '../native/own-kernels.ts';
import { acquireBfloat16, releaseBfloat16 } from './bfloat16-casts.ts';
import { type FlowRecorder, recordInBfloat16 } from './bfloat16-flow.ts';
import { type ProductRecorder, recordReducedGather, recordReducedProduct } from './bfloat16-products.ts';
import { callSite } from './call-site.ts';
import { foldBias } from './fold-bias.ts';
import { FreeDimensions, idsOf } from './free-dimensions.ts';
import { Graph, type OperationOptions, rawTensor, single, sizeOf } from './graph.ts';
import { MATRIX_PRODUCTS } from './matrix-products.ts';
import { requireShape } from './require-shape.ts';
import { isRowProduct, ROW_PRODUCTS } from './row-products.ts';
import { newTensor, StepValues } from './step-values.ts';
import { THIN_PRODUCTS } from './thin-products.ts';
import { isFasterTransposed, transposeFactor } from './transposed-factor.ts';
import { VariableOrder } from './variable-order.ts';
import { variableShape } from './variable-handle.ts';

/** Tensors of at most this many elements that a step captures become constants of its graph. */
const MAX_CONSTANT_ELEMENTS = 64;

const READ = 'ReadVariableOp';
const MATMULS: ReadonlySet<string> = new Set(['MatMul', 'BatchMatMulV2']);

/** The type in which float32 matmuls are computed; results and sums are float32 either way. */
export type MatmulPrecision = 'float32' | 'bfloat16';

/** How products are computed. */
export interface ProductOptions {
  /** Type in which float32 matmuls are computed. @default 'float32' */
  readonly matmulPrecision?: MatmulPrecision | undefined;
  /** Compute float32 products of few rows by {@link ROW_PRODUCTS}, which reads their matrix once, in the type in which it is held. @default false */
  readonly rowProducts?: boolean | undefined;
}

/** What is recorded. */
export interface RecorderOptions extends ProductOptions {
  /** Sizes of the inputs that may be others in each run; see {@link FreeDimensions}. */
  readonly freeSizes?: readonly number[] | undefined;
}

/** A tensor that lives outside of the graph and is fed to the function on every run. */
export interface Capture {
  readonly endpoint: number;
  /** The native binding's id. */
  readonly id: number;
  /** Of the tensor that it was made of: an alias of the tensor, or a copy of it in another type. */
  readonly source: number;
  /** Gives up the function's hold on the tensor. */
  release(): void;
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
  readonly binding: Binding;
  readonly #native: Binding;
  readonly #precision: MatmulPrecision;
  readonly #hasRowProducts: boolean;
  readonly #values: StepValues;
  readonly #captured = new Map<number, Endpoint>();
  /** Of captured tensors. */
  readonly #bfloat16 = new Map<number, Endpoint>();
  readonly #products: ProductRecorder;
  /** How ops that follow bfloat16 products are recorded; undefined if they are recorded as any other. */
  readonly #flow: FlowRecorder | undefined;
  /** Tensors that are a bfloat16 weight converted to float32. */
  readonly #heldReduced = new Set<number>();
  readonly #order = new VariableOrder();
  readonly #free: FreeDimensions | undefined;

  constructor(native: Binding, options: RecorderOptions = {}) {
    const { matmulPrecision = 'float32', rowProducts = false, freeSizes } = options;
    this.#native = native;
    this.#precision = matmulPrecision;
    this.#hasRowProducts = rowProducts && matmulPrecision === 'float32' && hasOwnOp(native, ROW_PRODUCTS);
    this.graph = new Graph(native);
    this.#free = freeSizes && new FreeDimensions(this.graph, freeSizes);
    this.#values = new StepValues(this.graph);
    const hasFlow = matmulPrecision === 'bfloat16' && native.hasKernels && !native.isUsingGpuDevice();
    this.#flow = hasFlow ? this.#flowRecorder() : undefined;
    this.#products = this.#productRecorder(hasFlow);
    this.binding = overrideBinding(native, {
      isRecorder: true,
      keepsBfloat16: hasFlow,
      executeOp: this.#executeOp.bind(this),
      tensorDataSync: refuseToRead,
      readTensorBytes: refuseToRead,
    });
  }

  /** Ops that change variables: they run whether or not an output needs them. */
  get writes(): readonly number[] {
    return this.#order.writes;
  }

  /** A symbolic tensor for a value that is fed. */
  placeholder(dtype: number, shape: readonly number[]): TensorMetadata {
    const endpoint = this.graph.placeholder({ dtype, shape });
    this.#free?.noteInput(endpoint.id, shape);
    return this.#symbolic(endpoint);
  }

  /** The endpoint of a tensor id, symbolic or native; a native one is captured. */
  endpoint(id: number): Endpoint {
    if (id >= 0) return this.#capture(id);
    const endpoint = this.#values.get(id);
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
    if (this.#isRowProduct(type, attributes, ids)) return [this.#rowProduct(ids)];
    const op = { type, attributes, ids };
    if (this.#isReducedMatmul(type, attributes, ids)) return [recordReducedProduct(this.#products, op)];
    if (type === 'GatherV2' && this.#isHeldReduced(ids[0])) return [recordReducedGather(this.#products, op)];
    const flowing = this.#flow && recordInBfloat16(this.#flow, op);
    if (flowing !== undefined) return flowing;
    const inputs = foldBias(
      this.graph,
      type,
      ids.map((id) => this.endpoint(id)),
    );
    if (this.#isTransposable(type, attributes, inputs))
      return [this.#transposedMatmul(type, attributes, inputs)];
    const variables = ids.filter((_, i) => inputs[i]?.dtype === DataType.resource);
    const controls = [...new Set(variables.flatMap((variable) => this.#order.controlsOf(type, variable)))];
    const added = this.#add(type, inputs, { attributes, controls });
    if (variables.length > 0) this.#order.note(type, variables, added.operation);
    const [variable] = variables;
    if (type === READ && variable !== undefined) return [this.#variableValue(variable, single(added))];
    const results = added.outputs.map((output) => this.#symbolic(requireShape(type, output)));
    if (type === 'Cast') this.#noteWidening(inputs[0], results[0]);
    return results;
  }

  /** A weight that is held in bfloat16 needs no way back to it. */
  #noteWidening(input: Endpoint | undefined, result: TensorMetadata | undefined): void {
    const isWidening = input?.dtype === DataType.bfloat16 && result?.dtype === DataType.float32;
    if (!isWidening) return;
    this.#values.setNarrow(result.id, input);
    this.#heldReduced.add(result.id);
  }

  #isHeldReduced(id: number | undefined): boolean {
    return id !== undefined && this.#heldReduced.has(id);
  }

  #flowRecorder(): FlowRecorder {
    return {
      ...{ graph: this.graph, values: this.#values },
      add: (type, inputs, attributes) =>
        this.#add(type, inputs, { attributes }).outputs.map((output) => requireShape(type, output)),
      endpoint: (id) => this.endpoint(id),
      either: (id) => this.#values.either(id) ?? this.endpoint(id),
    };
  }

  #productRecorder(hasFlow: boolean): ProductRecorder {
    return {
      hasThinProducts: hasFlow && hasOwnOp(this.#native, THIN_PRODUCTS.left),
      hasMatrixProducts: hasOwnOp(this.#native, MATRIX_PRODUCTS.right),
      ...{ graph: this.graph, values: this.#values, numberAttribute: this.#native.TF_ATTR_FLOAT },
      add: (type, inputs, attributes) => requireShape(type, single(this.#add(type, inputs, { attributes }))),
      endpoint: (id) => this.endpoint(id),
      toBfloat16: (id) => this.#toBfloat16(id),
    };
  }

  #add(type: string, inputs: readonly Endpoint[], options: OperationOptions): AddedOperation {
    try {
      return this.#free?.add(type, inputs, options) ?? this.graph.add(type, idsOf(inputs), options);
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
    const tensor = newTensor(endpoint.dtype, endpoint.shape ?? []);
    this.#values.set(tensor.id, endpoint);
    return tensor;
  }

  #capture(id: number): Endpoint {
    const known = this.#captured.get(id);
    if (known !== undefined) return known;
    // An alias with an owner of its own: no copy, and it stays valid if the step's author disposes the original.
    const [alias] = this.#native.executeOp('Identity', [], [id], 1);
    if (alias === undefined) throw new Error('Expected an alias of a captured tensor, got none');
    const release = (): void => this.#native.deleteTensor(alias.id);
    const filled = this.#free?.fill(alias, () => this.#native.tensorDataSync(alias.id));
    if (filled !== undefined) release();
    const endpoint = filled ?? this.#asConstant(alias) ?? this.#asInput(alias, id, release);
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

  #asInput({ id, dtype, shape }: TensorMetadata, source: number, release: () => void): Endpoint {
    const endpoint = this.graph.placeholder({ dtype, shape });
    this.captures.push({ endpoint: endpoint.id, id, source, release });
    return endpoint;
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

  #isRowProduct(type: string, attributes: readonly Attribute[], ids: readonly number[]): boolean {
    if (!this.#hasRowProducts || !MATMULS.has(type)) return false;
    return isRowProduct(
      attributes,
      ids.map((id) => this.endpoint(id)),
    );
  }

  /** A matrix that is held in bfloat16 is read as it is. */
  #rowProduct([rows = 0, matrix = 0]: readonly number[]): TensorMetadata {
    const held = this.#isHeldReduced(matrix) ? this.#toBfloat16(matrix) : this.endpoint(matrix);
    const T = { name: 'T', type: this.graph.typeAttribute, value: held.dtype };
    const product = this.#add(ROW_PRODUCTS, [this.endpoint(rows), held], { attributes: [T] });
    return this.#symbolic(requireShape(ROW_PRODUCTS, single(product)));
  }

  /** Products are computed in bfloat16 if the step's are, or if one factor is a weight that is held so. */
  #isReducedMatmul(type: string, attributes: readonly Attribute[], ids: readonly number[]): boolean {
    if (!MATMULS.has(type)) return false;
    if (this.#precision === 'float32' && !ids.some((id) => this.#isHeldReduced(id))) return false;
    return attributes.some(({ name, value }) => name === 'T' && value === DataType.float32);
  }

  /** A captured weight is cast once for all functions; a value of the step is cast where it is used. */
  #toBfloat16(id: number): Endpoint {
    const known = this.#values.narrow(id) ?? this.#bfloat16.get(id);
    if (known !== undefined) return known;
    if (id < 0) return this.endpoint(id);
    const endpoint = this.#asInput(acquireBfloat16(this.#native, id), id, () =>
      releaseBfloat16(this.#native, id),
    );
    this.#bfloat16.set(id, endpoint);
    return endpoint;
  }
}

function refuseToRead(): never {
  throw new Error(
    'A compiled step has no values while it is recorded: it cannot read a tensor (dataSync, arraySync, print). ' +
      `Return the tensor from the step and read it there. Read ${callSite()}`,
  );
}
