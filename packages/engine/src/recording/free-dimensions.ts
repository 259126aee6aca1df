import {
  type AddedOperation,
  type Binding,
  currentBinding,
  DataType,
  type Endpoint,
  type TensorMetadata,
  typeAttribute,
} from '../native/binding.ts';
import { type Graph, type OperationOptions, rawTensor, single, sizeOf } from './graph.ts';

type Numbers = ReturnType<Binding['tensorDataSync']>;

/** Types of tensors that are filled. */
const FILLED: ReadonlySet<number> = new Set([DataType.float32, DataType.int32, DataType.bool]);

/** An axis of a step's input. */
interface InputAxis {
  /** The input's endpoint. */
  readonly input: number;
  readonly axis: number;
}

/**
 * Sizes of a step's inputs that may be others in each run, though the step is recorded with some. Where the step says one, as in the
 * shape that a tensor gets or in the number of rows of a sum, a graph with free dimensions takes it from the inputs of the run.
 */
export class FreeDimensions {
  readonly #graph: Graph;
  readonly #sizes: readonly number[];
  /** Of the sizes. */
  readonly #axes = new Map<number, InputAxis>();
  readonly #sizesInRun = new Map<number, Endpoint>();

  /** @param sizes that the inputs have while the step is recorded; every constant of int32 that equals one is taken for it */
  constructor(graph: Graph, sizes: readonly number[]) {
    this.#graph = graph;
    this.#sizes = sizes;
  }

  /** Notes an input, of which an axis may have one of the sizes. */
  noteInput(input: number, shape: readonly number[]): void {
    for (const [axis, size] of shape.entries())
      if (this.#isFree(size) && !this.#axes.has(size)) this.#axes.set(size, { input, axis });
  }

  /**
   * Adds an op that reads sizes from the inputs.
   *
   * @returns undefined if its inputs say none, or in a way that isn't known here
   */
  add(type: string, inputs: readonly Endpoint[], options: OperationOptions): AddedOperation | undefined {
    const given = idsOf(inputs);
    const numElements = sizeOf(inputs[0]?.shape ?? []);
    const read = inputs.map((input, i) =>
      this.#freed(input, type === 'Reshape' && i === 1 ? numElements : undefined),
    );
    if (read.every((id, i) => id === given[i])) return undefined;
    const added = this.#graph.add(type, read, options);
    const isKnown = added.outputs.every(({ shape }) => shape?.every((size) => size >= 0));
    return isKnown ? added : this.#withShapesOf(this.#graph.add(type, given, options), added);
  }

  /**
   * A tensor of one number that the step makes, such as the ones of a sum's gradient, with the sizes of the run.
   *
   * @param read gives its numbers
   * @returns undefined for a tensor without a free size, or of several numbers
   */
  fill({ dtype, shape }: Pick<TensorMetadata, 'dtype' | 'shape'>, read: () => Numbers): Endpoint | undefined {
    if (!shape.some((size) => this.#isFree(size)) || !FILLED.has(dtype)) return undefined;
    const numbers = Array.from(read());
    const [first = 0] = numbers;
    if (numbers.some((number) => number !== first)) return undefined;
    const graph = this.#graph;
    const sizes = shape.map((size) => this.#readSize(size) ?? this.#scalar(size));
    const packed = graph.add('Pack', sizes, {
      attributes: [
        { name: 'N', type: currentBinding().TF_ATTR_INT, value: sizes.length },
        typeAttribute('T', DataType.int32),
      ],
    });
    const attributes = [typeAttribute('T', dtype), typeAttribute('index_type', DataType.int32)];
    const number = graph.constant(rawTensor(dtype, [], [first])).id;
    const { id } = single(graph.add('Fill', [single(packed).id, number], { attributes }));
    graph.setShape(id, shape);
    return { id, dtype, shape };
  }

  #scalar(value: number): number {
    return this.#graph.constant(rawTensor(DataType.int32, [], [value])).id;
  }

  /** What an op reads in the place of an input. @param numElements that a tensor has whose new shape the input is */
  #freed({ id, dtype, shape }: Endpoint, numElements: number | undefined): number {
    const isShort = dtype === DataType.int32 && shape !== null && shape.length <= 1;
    const numbers = isShort ? this.#graph.constantNumbers(id) : undefined;
    if (numbers?.some((size) => this.#isFree(size)) !== true) return id;
    if (shape?.length === 0) return this.#readSize(numbers[0] ?? NaN) ?? id;
    return numElements === undefined ? id : (this.#impliedShape(numbers, numElements) ?? id);
  }

  #isFree(size: number): boolean {
    return this.#sizes.includes(size);
  }

  /** A shape of which the one free size follows from the others. */
  #impliedShape(numbers: readonly number[], numElements: number): number | undefined {
    const known = sizeOf(numbers.filter((size) => size !== -1));
    const stated = numbers.map((size) => (size === -1 ? numElements / known : size));
    const sizes = stated.map((size) => (this.#isFree(size) ? -1 : size));
    if (sizes.filter((size) => size === -1).length > 1) return undefined;
    return this.#graph.constant(rawTensor(DataType.int32, [sizes.length], sizes)).id;
  }

  /** What the inputs of a run have in the place of a size: a scalar. */
  #readSize(size: number): number | undefined {
    const axis = this.#axes.get(size);
    if (axis === undefined) return undefined;
    const known = this.#sizesInRun.get(size) ?? this.#readAxis(axis);
    this.#sizesInRun.set(size, known);
    return known.id;
  }

  #readAxis({ input, axis }: InputAxis): Endpoint {
    const graph = this.#graph;
    const T = typeAttribute('T', graph.endpoint(input).dtype);
    const shape = graph.add('Shape', [input], { attributes: [T, typeAttribute('out_type', DataType.int32)] });
    const attributes = ['Tparams', 'Tindices', 'Taxis'].map((name) => typeAttribute(name, DataType.int32));
    return single(
      graph.add('GatherV2', [single(shape).id, this.#scalar(axis), this.#scalar(0)], { attributes }),
    );
  }

  /** An op's results with the shapes that those of an op without free sizes have, which nobody reads. */
  #withShapesOf(stated: AddedOperation, added: AddedOperation): AddedOperation {
    const outputs = added.outputs.map((output, i) => {
      const shape = stated.outputs[i]?.shape ?? [];
      this.#graph.setShape(output.id, shape);
      return { ...output, shape };
    });
    return { ...added, outputs };
  }
}

/** The ids of some endpoints. */
export function idsOf(endpoints: readonly Endpoint[]): number[] {
  return endpoints.map(({ id }) => id);
}
