import { beat } from '@lamella/core';
import { currentBinding, isRecording } from '../native/binding.ts';
import { type NamedTensors, tf } from '../native/tf.ts';
import type { OperationRecord } from './operation-record.ts';
import { symbolicInput } from './plan-operations.ts';
import {
  callFunction,
  type RecordedFunction,
  recordFunction,
  recordOfAnySize,
  type RecordOptions,
  releaseRecorded,
  type Step,
} from './recorded-function.ts';
import type { SizeRange } from './size-ranges.ts';

/** How a step is compiled. */
export interface CompileOptions extends RecordOptions {
  /** One function serves inputs that differ in these sizes alone, if it can. @default all sizes have a function of their own */
  readonly freeSizes?: readonly FreeSize[] | undefined;
  /** Run the step op by op instead, for tests and for finding errors. @default false */
  readonly isEager?: boolean;
}

/**
 * A size of a step's inputs, such as the number of tokens, for which it needs no function of its own. The step is recorded twice, with
 * about the smallest and the largest sizes of their ranges: if it issues the same ops, one function serves all of them.
 */
export interface FreeSize {
  /** The size that inputs have; undefined if they have none. */
  readonly of: (inputs: NamedTensors) => number | undefined;
  /** Of the sizes to come, such as {@link sizeRanges} gives. */
  readonly ranges: readonly SizeRange[];
}

/**
 * Compiles a step, as `tf.function` does in Python: the first time that a set of input shapes shows up, the ops that
 * the step issues (autodiff's backward pass included) are recorded into a TensorFlow function, without running
 * anything; from then on the function runs as one op.
 *
 * - Everything that changes from run to run is an input or a {@link Variable}; other tensors that the step uses are
 *   captured once, without a copy, and kept alive until {@link CompiledStep.dispose}. Assigning to a frozen
 *   {@link Parameter} later does not change them.
 * - Steps that record the same ops share TensorFlow's function of them, one after the other as well.
 * - The step must not read values, and its choices in JavaScript are made once per set of shapes.
 * - A compiled step that runs inside of another becomes part of it.
 *
 * @param step takes tensors by name and returns tensors by name; both as in eager execution
 */
export function compile<Inputs extends NamedTensors, Outputs extends NamedTensors>(
  step: (inputs: Inputs) => Outputs,
  options: CompileOptions,
): CompiledStep<Inputs, Outputs> {
  return new CompiledStep(step, options);
}

/** A step that was given to {@link compile}; owns its functions. */
export class CompiledStep<Inputs extends NamedTensors, Outputs extends NamedTensors> {
  readonly #step: Step;
  readonly #options: RecordOptions;
  readonly #freeSizes: readonly FreeSize[];
  readonly #isEager: boolean;
  readonly #functions = new Map<string, RecordedFunction>();
  /** Sets of shapes with a free size that are no one function. */
  readonly #separate = new Set<string>();

  constructor(step: (inputs: Inputs) => Outputs, options: CompileOptions) {
    const { freeSizes = [], isEager = false, ...recorded } = options;
    this.#step = (inputs) => step(inputs as Inputs);
    this.#options = recorded;
    this.#freeSizes = freeSizes;
    this.#isEager = isEager;
  }

  /** Number of functions recorded so far: one per set of input shapes. */
  get numFunctions(): number {
    return this.#functions.size;
  }

  /** Number of ops of the recorded functions. */
  get numOperations(): number {
    return [...this.#functions.values()].reduce((sum, { numOperations }) => sum + numOperations, 0);
  }

  /** The ops that each recorded function runs. */
  get operations(): readonly (readonly OperationRecord[])[] {
    return [...this.#functions.values()].map(({ operations }) => operations);
  }

  /**
   * Runs the step once.
   *
   * @param inputs stay the caller's
   * @returns the step's outputs; caller disposes
   * @throws if the step can't be recorded, or fails; what it had made is freed
   */
  run(inputs: Inputs): Outputs {
    if (this.#isEager || isRecording()) {
      return tf.tidy(() => cloneAll(this.#step(asInputs(inputs)))) as Outputs;
    }
    beat();
    return callFunction(this.#ofAnySize(inputs) ?? this.#ofTheseShapes(inputs), inputs) as Outputs;
  }

  #ofTheseShapes(inputs: Inputs): RecordedFunction {
    const key = signature(inputs);
    const known = this.#functions.get(key);
    if (known !== undefined) return known;
    const recorded = recordFunction(this.#step, inputs, this.#options);
    this.#functions.set(key, recorded);
    return recorded;
  }

  #ofAnySize(inputs: Inputs): RecordedFunction | undefined {
    const ranges = rangesOf(this.#freeSizes, inputs);
    if (ranges === undefined) return undefined;
    const key = signature(inputs, ranges);
    const known = this.#functions.get(key);
    if (known !== undefined || this.#separate.has(key)) return known;
    const recorded = recordOfAnySize(this.#step, { inputs, ranges }, this.#options);
    if (recorded === undefined) this.#separate.add(key);
    else this.#functions.set(key, recorded);
    return recorded;
  }

  /** Gives back all functions, and frees what they captured. The next run records anew. */
  dispose(): void {
    for (const recorded of this.#functions.values()) releaseRecorded(recorded);
    this.#functions.clear();
    this.#separate.clear();
  }
}

/** The ranges of the free sizes that inputs have, by size; undefined if one is in no range, or none may differ. */
function rangesOf(
  freeSizes: readonly FreeSize[],
  inputs: NamedTensors,
): ReadonlyMap<number, SizeRange> | undefined {
  const ranges = new Map<number, SizeRange>();
  for (const { of, ranges: known } of freeSizes) {
    const size = of(inputs);
    if (size === undefined || ranges.has(size)) continue;
    const range = known.find(({ smallest, largest }) => size >= smallest && size <= largest);
    if (range === undefined) return undefined;
    ranges.set(size, range);
  }
  const canDiffer = [...ranges.values()].some(({ smallest, largest }) => smallest < largest);
  return canDiffer ? ranges : undefined;
}

/** Names, types and shapes of a step's inputs. @param ranges of sizes that are left open */
function signature(inputs: NamedTensors, ranges: ReadonlyMap<number, SizeRange> = new Map()): string {
  const open = (size: number): string => {
    const range = ranges.get(size);
    return range ? `${range.smallest}-${range.largest}` : `${size}`;
  };
  return Object.entries(inputs)
    .map(([name, { dtype, shape }]) => `${name}:${dtype}[${shape.map(open).join()}]`)
    .join(' ');
}

/** In a plan, what a compiled step would be given. */
function asInputs<Inputs extends NamedTensors>(inputs: Inputs): Inputs {
  if (currentBinding().isPlanner !== true) return inputs;
  const given = Object.entries(inputs).map(([name, tensor]) => [name, symbolicInput(tensor)]);
  return Object.fromEntries(given) as Inputs;
}

function cloneAll(outputs: NamedTensors): NamedTensors {
  return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, tensor.clone()]));
}
