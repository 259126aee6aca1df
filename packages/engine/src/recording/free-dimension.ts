import { type AddedOperation, DataType, type Endpoint, typeAttribute } from '../native/binding.ts';
import { type Graph, type OperationOptions, rawTensor, single, sizeOf } from './graph.ts';

/** An axis of a step's input. */
interface InputAxis {
  /** The input's endpoint. */
  readonly input: number;
  readonly axis: number;
}

/**
 * A size of a step's inputs that may be another one in each run, though the step is recorded with one. Where the step says it, as in
 * the shape that a tensor gets or in the number of rows of a sum, a graph with a free dimension takes it from the inputs of the run.
 */
export class FreeDimension {
  readonly #graph: Graph;
  readonly #size: number;
  #axis: InputAxis | undefined;
  #sizeInRun: Endpoint | undefined;

  /** @param size that the inputs have while the step is recorded; every constant of int32 that equals it is taken for it */
  constructor(graph: Graph, size: number) {
    this.#graph = graph;
    this.#size = size;
  }

  /** Notes an input, of which an axis may have the size. */
  noteInput(input: number, shape: readonly number[]): void {
    const axis = shape.indexOf(this.#size);
    if (axis >= 0) this.#axis ??= { input, axis };
  }

  /**
   * Adds an op that reads the size from the inputs.
   *
   * @returns undefined if its inputs don't say the size, or in a way that isn't known here
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

  /** What an op reads in the place of an input. @param numElements that a tensor has whose new shape the input is */
  #freed({ id, dtype, shape }: Endpoint, numElements: number | undefined): number {
    const isShort = dtype === DataType.int32 && shape !== null && shape.length <= 1;
    const numbers = isShort ? this.#graph.constantNumbers(id) : undefined;
    if (numbers?.includes(this.#size) !== true) return id;
    if (shape?.length === 0) return this.#readSize() ?? id;
    return numElements === undefined ? id : (this.#impliedShape(numbers, numElements) ?? id);
  }

  /** A shape of which the size follows from the others. */
  #impliedShape(numbers: readonly number[], numElements: number): number | undefined {
    const known = sizeOf(numbers.filter((size) => size !== -1));
    const stated = numbers.map((size) => (size === -1 ? numElements / known : size));
    const sizes = stated.map((size) => (size === this.#size ? -1 : size));
    if (sizes.filter((size) => size === -1).length > 1) return undefined;
    return this.#graph.constant(rawTensor(DataType.int32, [sizes.length], sizes)).id;
  }

  /** The size that the inputs of a run have: a scalar. */
  #readSize(): number | undefined {
    if (this.#axis === undefined) return undefined;
    this.#sizeInRun ??= this.#readAxis(this.#axis);
    return this.#sizeInRun.id;
  }

  #readAxis({ input, axis }: InputAxis): Endpoint {
    const graph = this.#graph;
    const scalar = (value: number): number => graph.constant(rawTensor(DataType.int32, [], [value])).id;
    const T = typeAttribute('T', graph.endpoint(input).dtype);
    const shape = graph.add('Shape', [input], { attributes: [T, typeAttribute('out_type', DataType.int32)] });
    const attributes = ['Tparams', 'Tindices', 'Taxis'].map((name) => typeAttribute(name, DataType.int32));
    return single(graph.add('GatherV2', [single(shape).id, scalar(axis), scalar(0)], { attributes }));
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
