import { randomUUID } from 'node:crypto';
import { beat, messageOf } from '@lamella/core';
import {
  type Attribute,
  currentBinding,
  isRecording,
  tensorId,
  tensorType,
  withBinding,
  wrapTensor,
} from '../native/binding.ts';
import { type Graph, single } from './graph.ts';
import { acquireFunction, releaseFunction } from './shared-functions.ts';
import type { FunctionInterface, OperationRecord } from './operation-record.ts';
import { symbolicInput } from './plan-operations.ts';
import { type Capture, type MatmulPrecision, Recorder } from './recorder.ts';
import { type NamedTensors, type Tensor, tf } from '../native/tf.ts';

/** How a step is compiled. */
export interface CompileOptions {
  /** Shown in errors and profiles. */
  readonly name: string;
  /** Type in which float32 matmuls are computed. @default 'float32' */
  readonly matmulPrecision?: MatmulPrecision;
  /** Compute float32 products of few rows by an op that reads their matrix once, in the type in which it is held. @default false */
  readonly rowProducts?: boolean;
  /**
   * Run the ops one after another, in the caller's thread: for a step of many small ops that wait for each other anyway. Otherwise
   * TensorFlow's threads take what is ready from one another. CPUs only. @default false
   */
  readonly inSequence?: boolean;
  /** Run the step op by op instead, for tests and for finding errors. @default false */
  readonly isEager?: boolean;
}

/** One recorded function of a step: there is one per set of input shapes. */
interface RecordedFunction {
  /** TensorFlow's, which steps that record the same share. */
  readonly name: string;
  readonly digest: string;
  /** The step's name. */
  readonly title: string;
  readonly attributes: readonly Attribute[];
  readonly captures: readonly Capture[];
  readonly outputNames: readonly string[];
  readonly numOperations: number;
  readonly operations: readonly OperationRecord[];
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
  readonly #step: (inputs: Inputs) => Outputs;
  readonly #options: CompileOptions;
  readonly #functions = new Map<string, RecordedFunction>();

  constructor(step: (inputs: Inputs) => Outputs, options: CompileOptions) {
    this.#step = step;
    this.#options = options;
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
    if (this.#options.isEager === true || isRecording()) {
      return tf.tidy(() => cloneAll(this.#step(asInputs(inputs)))) as Outputs;
    }
    beat();
    const key = signature(inputs);
    let recorded = this.#functions.get(key);
    if (recorded === undefined) {
      recorded = record(this.#step, inputs, this.#options);
      this.#functions.set(key, recorded);
    }
    return call(recorded, inputs) as Outputs;
  }

  /** Gives back all functions, and frees what they captured. The next run records anew. */
  dispose(): void {
    for (const { digest, captures } of this.#functions.values()) {
      releaseFunction(currentBinding(), digest);
      for (const capture of captures) capture.release();
    }
    this.#functions.clear();
  }
}

function signature(inputs: NamedTensors): string {
  return Object.entries(inputs)
    .map(([name, { dtype, shape }]) => `${name}:${dtype}[${shape.join()}]`)
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

function record<Inputs extends NamedTensors>(
  step: (inputs: Inputs) => NamedTensors,
  inputs: Inputs,
  { name, inSequence = false, ...products }: CompileOptions,
): RecordedFunction {
  const recorder = new Recorder(currentBinding(), products);
  let isRecorded = false;
  try {
    const { fed, outputs } = recordStep(recorder, step, inputs);
    const ends = {
      inputs: [...fed, ...recorder.captures.map(({ endpoint }) => endpoint)],
      outputs: [...outputs.values()],
      controls: recorder.writes,
    };
    const { numOperations } = recorder.graph;
    const digest = `${name} ${recorder.graph.digest(ends)}`;
    const functionName = acquireFunction({ digest, numOperations }, () =>
      addFunction(name, recorder.graph, ends),
    );
    isRecorded = true;
    return {
      name: functionName,
      digest,
      title: name,
      attributes: inSequence && !currentBinding().isUsingGpuDevice() ? [inCallersThread()] : [],
      captures: recorder.captures,
      outputNames: [...outputs.keys()],
      numOperations,
      operations: recorder.graph.operationsOf(ends),
    };
  } catch (error) {
    throw new Error(`Can't compile ${name}: ${messageOf(error)}`, { cause: error });
  } finally {
    recorder.dispose(isRecorded);
  }
}

function addFunction(name: string, graph: Graph, ends: FunctionInterface): string {
  const functionName = `lamella_${name}_${randomUUID()}`.replace(/[^A-Za-z0-9]/g, '_');
  graph.toFunction(functionName, ends);
  return functionName;
}

/** Lets the step issue its ops on symbolic inputs, and gives the endpoints of its inputs and outputs. */
function recordStep<Inputs extends NamedTensors>(
  recorder: Recorder,
  step: (inputs: Inputs) => NamedTensors,
  inputs: Inputs,
): { readonly fed: readonly number[]; readonly outputs: ReadonlyMap<string, number> } {
  const fed: number[] = [];
  const outputs = new Map<string, number>();
  const toSymbolic = (tensor: Tensor): Tensor => {
    const placeholder = recorder.placeholder(tensorType(tensor), tensor.shape);
    fed.push(recorder.endpoint(placeholder.id).id);
    return wrapTensor(placeholder);
  };
  withBinding(recorder.binding, () =>
    tf.tidy(() => {
      const symbolic = Object.entries(inputs).map(([key, tensor]) => [key, toSymbolic(tensor)] as const);
      for (const [key, tensor] of Object.entries(step(Object.fromEntries(symbolic) as Inputs))) {
        const value = recorder.endpoint(tensorId(tensor));
        // A function's output may not be one of its inputs.
        outputs.set(key, single(recorder.graph.add('Identity', [value.id])).id);
      }
    }),
  );
  return { fed, outputs };
}

/** Of a call of a function: the executor that runs its ops one after another. */
function inCallersThread(): Attribute {
  return { name: 'executor_type', type: currentBinding().TF_ATTR_STRING, value: 'SINGLE_THREADED_EXECUTOR' };
}

function call(
  { name, title, attributes, captures, outputNames }: RecordedFunction,
  inputs: NamedTensors,
): NamedTensors {
  const ids = [...Object.values(inputs).map(tensorId), ...captures.map(({ id }) => id)];
  try {
    const results = currentBinding().executeOp(name, attributes, ids, outputNames.length);
    return Object.fromEntries(results.map((metadata, i) => [outputNames[i], wrapTensor(metadata)]));
  } catch (error) {
    throw new Error(`Can't run ${title}: ${messageOf(error)}`, { cause: error });
  }
}
