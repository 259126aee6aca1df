import { createRequire } from 'node:module';
import type { AddedOperation, Attribute, Binding, Endpoint, RawTensor } from '../native/binding.ts';
import { DataType } from '../native/binding.ts';
import { graphDigest } from './graph-digest.ts';
import {
  type FunctionInterface,
  type GraphNode,
  type OperationRecord,
  reachedNodes,
  reachedOperations,
} from './operation-record.ts';

/** The code under which the binding takes an attribute that holds a tensor. */
const TENSOR_ATTRIBUTE = 100;

/** An input of a function: an endpoint of its own type and shape. */
export interface Placeholder {
  readonly dtype: number;
  readonly shape: readonly number[];
}

/** Options of an op besides its inputs. */
export interface OperationOptions {
  readonly attributes?: readonly Attribute[];
  /** Ops that must run before this one. */
  readonly controls?: readonly number[];
}

/**
 * A TensorFlow graph under construction. Adding an op infers the shapes of its outputs (by TensorFlow's own
 * shape functions) and runs nothing.
 */
export class Graph {
  readonly #binding: Binding;
  readonly #id: number;
  readonly #constants = new Map<string, Endpoint>();
  readonly #operations: GraphNode[] = [];
  /** The places of ops by the endpoints that they give. */
  readonly #places = new Map<number, number>();

  constructor(binding: Binding) {
    this.#binding = binding;
    this.#id = binding.createGraph();
  }

  get numOperations(): number {
    return this.#operations.length;
  }

  /**
   * Adds an op.
   *
   * @param inputs endpoints, flat, in the order of the op's inputs; lists are grouped by the op's definition
   * @throws if TensorFlow has no such op, or refuses its attributes or shapes
   */
  add(type: string, inputs: readonly number[], options: OperationOptions = {}): AddedOperation {
    const { attributes = [], controls = [] } = options;
    const groups = groupInputs(type, inputs, {
      attributes,
      definitions: inputDefinitions(this.#binding, type),
    });
    const added = this.#binding.addOperation(this.#id, type, attributes, groups, controls);
    const place = this.#operations.push({ type, attributes, inputs, controls, ...added }) - 1;
    for (const { id } of added.outputs) this.#places.set(id, place);
    return added;
  }

  /** The op that gives an endpoint. */
  producer(endpoint: number): GraphNode {
    const node = this.#operations[this.#places.get(endpoint) ?? -1];
    if (node === undefined) throw new Error(`Expected an endpoint of the graph, got ${endpoint}`);
    return node;
  }

  /** An endpoint with its type and shape. */
  endpoint(id: number): Endpoint {
    return this.producer(id).outputs.find((output) => output.id === id) as Endpoint;
  }

  /** The numbers of an endpoint that is a constant of float32 or int32, or a constant's conversion to its own type. */
  constantNumbers(endpoint: number): readonly number[] | undefined {
    const { type, attributes, inputs, outputs } = this.producer(endpoint);
    const [from] = inputs;
    const isSame = type === 'Cast' && from !== undefined && this.endpoint(from).dtype === outputs[0]?.dtype;
    if (isSame) return this.constantNumbers(from);
    if (type !== 'Const') return undefined;
    const { dtype, bytes } = attributes.find(({ name }) => name === 'value')?.value as RawTensor;
    const { buffer } = Uint8Array.from(bytes);
    if (dtype === DataType.float32) return [...new Float32Array(buffer)];
    return dtype === DataType.int32 ? [...new Int32Array(buffer)] : undefined;
  }

  /** The ops that a function of this graph would run, in the order in which they were added. */
  operationsOf(
    wanted: Omit<FunctionInterface, 'inputs'> & {
      /** Ops at the start that are left out. */ readonly since?: number;
    },
  ): OperationRecord[] {
    return reachedOperations(this.#operations, wanted);
  }

  /** A value that is fed when the function runs. */
  placeholder({ dtype, shape }: Placeholder): Endpoint {
    const attributes = [
      this.#type('dtype', dtype),
      { name: 'shape', type: this.#binding.TF_ATTR_SHAPE, value: shape },
    ];
    return single(this.add('Placeholder', [], { attributes }));
  }

  /** A value that is part of the graph; equal ones are shared. */
  constant(value: RawTensor): Endpoint {
    const key = `${value.dtype}[${value.shape.join()}]${Buffer.from(value.bytes).toString('base64')}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const attributes = [this.#type('dtype', value.dtype), { name: 'value', type: TENSOR_ATTRIBUTE, value }];
    const endpoint = single(this.add('Const', [], { attributes }));
    this.#constants.set(key, endpoint);
    return endpoint;
  }

  /** Converts an endpoint to another type. */
  cast(endpoint: number, from: number, to: number): Endpoint {
    const attributes = [this.#type('SrcT', from), this.#type('DstT', to)];
    return single(this.add('Cast', [endpoint], { attributes }));
  }

  /** The code of attributes that hold a type. */
  get typeAttribute(): number {
    return this.#binding.TF_ATTR_TYPE;
  }

  /** States a shape that TensorFlow cannot infer, such as that of a resource variable's value. */
  setShape(endpoint: number, shape: readonly number[]): void {
    this.#binding.setShape(this.#id, endpoint, shape);
    const place = this.#places.get(endpoint);
    if (place === undefined) return;
    const node = this.#operations[place] as GraphNode;
    const outputs = node.outputs.map((output) =>
      output.id === endpoint ? { ...output, shape: [...shape] } : output,
    );
    this.#operations[place] = { ...node, outputs };
  }

  /** See {@link graphDigest}. */
  digest(ends: FunctionInterface, freeSizes?: readonly number[]): string {
    return graphDigest(this.#body(ends), ends, freeSizes);
  }

  /** Makes the graph callable by a name. TensorFlow would run the ops as well that nothing wanted depends on: they are left out. */
  toFunction(name: string, ends: FunctionInterface): void {
    const { inputs, outputs, controls } = ends;
    const fed = this.#fed(ends);
    const operations = this.#body(ends).flatMap((node) => (fed.has(node) ? [] : [node.operation]));
    this.#binding.addFunction(this.#id, name, inputs, outputs, controls, operations);
  }

  /** The ops that results depend on, and the inputs. */
  #body(ends: FunctionInterface): readonly GraphNode[] {
    const nodes = new Set([...this.#fed(ends), ...reachedNodes(this.#operations, ends)]);
    return this.#operations.filter((node) => nodes.has(node));
  }

  #fed({ inputs }: FunctionInterface): ReadonlySet<GraphNode> {
    return new Set(inputs.map((id) => this.producer(id)));
  }

  dispose(): void {
    this.#binding.deleteGraph(this.#id);
  }

  #type(name: string, value: number): Attribute {
    return { name, type: this.#binding.TF_ATTR_TYPE, value };
  }
}

/** The first output of an op that has one. */
export function single(added: AddedOperation): Endpoint {
  const [output] = added.outputs;
  if (output === undefined) throw new Error('Expected an op with an output, got one without');
  return output;
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

interface ArgumentDefinition {
  getNumberAttr(): string;
  getTypeListAttr(): string;
}

const definitions = new Map<string, readonly ArgumentDefinition[]>();

/** Which inputs of an op are lists, as its definition (OpDef) in the TensorFlow library says. */
function inputDefinitions(binding: Binding, type: string): readonly ArgumentDefinition[] {
  const known = definitions.get(type);
  if (known !== undefined) return known;
  const messages = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js') as {
    OpDef: { deserializeBinary(bytes: Uint8Array): { getInputArgList(): ArgumentDefinition[] } };
  };
  const inputs = messages.OpDef.deserializeBinary(binding.getOperationDefinition(type)).getInputArgList();
  definitions.set(type, inputs);
  return inputs;
}

function groupInputs(
  type: string,
  inputs: readonly number[],
  op: { readonly attributes: readonly Attribute[]; readonly definitions: readonly ArgumentDefinition[] },
): (number | readonly number[])[] {
  const groups: (number | readonly number[])[] = [];
  let position = 0;
  const numSingle = op.definitions.filter((input) => !isList(input)).length;
  for (const input of op.definitions) {
    if (isList(input)) {
      const count = op.attributes.find(({ name }) => name === input.getNumberAttr())?.value;
      const length = typeof count === 'number' ? count : inputs.length - numSingle;
      groups.push(inputs.slice(position, position + length));
      position += length;
    } else {
      groups.push(inputs[position] as number);
      position += 1;
    }
  }
  if (position !== inputs.length)
    throw new Error(`Expected ${position} inputs for ${type}, got ${inputs.length}`);
  return groups;
}

function isList(input: ArgumentDefinition): boolean {
  return input.getNumberAttr() !== '' || input.getTypeListAttr() !== '';
}

/** The bytes of numbers as TensorFlow stores them. */
export function rawTensor(dtype: number, shape: readonly number[], values: ArrayLike<number>): RawTensor {
  const typed = toTypedArray(dtype, values);
  return { dtype, shape, bytes: new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength) };
}

function toTypedArray(dtype: number, values: ArrayLike<number>) {
  if (dtype === DataType.float32) return Float32Array.from(values);
  if (dtype === DataType.float64) return Float64Array.from(values);
  if (dtype === DataType.int32) return Int32Array.from(values);
  if (dtype === DataType.bool || dtype === DataType.uint8) return Uint8Array.from(values);
  throw new Error(`Expected numbers of a type with a typed array, got TensorFlow type ${dtype}`);
}
