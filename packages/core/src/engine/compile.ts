import { type Binding, currentBinding, tensorId, withBinding, wrapTensor } from './binding.ts';
import { type Capture, type MatmulPrecision, Recorder } from './recorder.ts';
import { single } from './graph.ts';
import { type NamedTensors, type Tensor, tf } from './tf.ts';

/** How a step is compiled. */
export interface CompileOptions {
  /** Shown in errors and profiles. */
  readonly name: string;
  /** Type in which float32 matmuls are computed. @default 'float32' */
  readonly matmulPrecision?: MatmulPrecision;
  /** Run the step op by op instead, for tests and for finding errors. @default false */
  readonly isEager?: boolean;
}

/** One recorded function of a step: there is one per set of input shapes. */
interface RecordedFunction {
  readonly name: string;
  readonly captures: readonly Capture[];
  readonly outputNames: readonly string[];
  readonly numOperations: number;
}

let numFunctions = 0;

/**
 * Compiles a step, as `tf.function` does in Python: the first time that a set of input shapes shows up, the ops that
 * the step issues (autodiff's backward pass included) are recorded into a TensorFlow function, without running
 * anything; from then on the function runs as one op.
 *
 * - Everything that changes from run to run is an input or a {@link Variable}; other tensors that the step uses are
 *   captured once, without a copy, and kept alive until {@link CompiledStep.dispose}.
 * - The step must not read values, and its choices in JavaScript are made once per set of shapes.
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

  /**
   * Runs the step once.
   *
   * @param inputs stay the caller's
   * @returns the step's outputs; caller disposes
   */
  run(inputs: Inputs): Outputs {
    if (this.#options.isEager === true) return tf.tidy(() => cloneAll(this.#step(inputs))) as Outputs;
    const key = signature(inputs);
    let recorded = this.#functions.get(key);
    if (recorded === undefined) {
      recorded = record(this.#step, inputs, this.#options);
      this.#functions.set(key, recorded);
    }
    return call(recorded, inputs) as Outputs;
  }

  /** Frees all functions and what they captured. */
  dispose(): void {
    const binding = currentBinding();
    for (const { name, captures } of this.#functions.values()) {
      binding.removeFunction(name);
      for (const { id } of captures) binding.deleteTensor(id);
    }
    this.#functions.clear();
  }
}

function signature(inputs: NamedTensors): string {
  return Object.entries(inputs)
    .map(([name, { dtype, shape }]) => `${name}:${dtype}[${shape.join()}]`)
    .join(' ');
}

function cloneAll(outputs: NamedTensors): NamedTensors {
  return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, tensor.clone()]));
}

function record<Inputs extends NamedTensors>(
  step: (inputs: Inputs) => NamedTensors,
  inputs: Inputs,
  options: CompileOptions,
): RecordedFunction {
  const native = currentBinding();
  const recorder = new Recorder(native, options.matmulPrecision ?? 'float32');
  let isRecorded = false;
  try {
    const recorded = recordInto(recorder, native, {
      step: step as (inputs: NamedTensors) => NamedTensors,
      inputs,
      name: options.name,
    });
    isRecorded = true;
    return recorded;
  } catch (error) {
    throw new Error(
      `Can't compile ${options.name}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  } finally {
    recorder.dispose(isRecorded);
  }
}

function recordInto(
  recorder: Recorder,
  native: Binding,
  {
    step,
    inputs,
    name,
  }: { step: (inputs: NamedTensors) => NamedTensors; inputs: NamedTensors; name: string },
): RecordedFunction {
  const fed: number[] = [];
  const outputNames: string[] = [];
  const outputs: number[] = [];
  // Uploads what tfjs has kept back, so that recording finds every input on the native side.
  const types = Object.values(inputs).map((tensor) =>
    native.executeOp('Identity', [], [tensorId(tensor)], 1),
  );
  const dtypes = types.map(([alias]) => {
    if (alias !== undefined) native.deleteTensor(alias.id);
    return alias?.dtype ?? 0;
  });
  withBinding(recorder.binding, () =>
    tf.tidy(() => {
      const symbolic = Object.entries(inputs).map(([key, tensor], i): [string, Tensor] => {
        const placeholder = recorder.placeholder(dtypes[i] ?? 0, tensor.shape);
        fed.push(recorder.endpoint(placeholder.id).id);
        return [key, wrapTensor(placeholder)];
      });
      for (const [key, tensor] of Object.entries(step(Object.fromEntries(symbolic)))) {
        const value = recorder.endpoint(tensorId(tensor));
        outputNames.push(key);
        // A function's output may not be one of its inputs.
        outputs.push(single(recorder.graph.add('Identity', [value.id], [])).id);
      }
    }),
  );
  const functionName = `lamella_${name.replace(/[^A-Za-z0-9]/g, '_')}_${numFunctions++}`;
  const feeds = [...fed, ...recorder.captures.map(({ endpoint }) => endpoint)];
  recorder.graph.toFunction(functionName, feeds, outputs, recorder.writes);
  return {
    name: functionName,
    captures: recorder.captures,
    outputNames,
    numOperations: recorder.graph.numOperations,
  };
}

function call({ name, captures, outputNames }: RecordedFunction, inputs: NamedTensors): NamedTensors {
  const ids = [...Object.values(inputs).map(tensorId), ...captures.map(({ id }) => id)];
  const results = currentBinding().executeOp(name, [], ids, outputNames.length);
  return Object.fromEntries(results.map((metadata, i) => [outputNames[i], wrapTensor(metadata)]));
}
