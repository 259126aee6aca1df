import { randomUUID } from 'node:crypto';
import { messageOf } from '@lamella/core';
import {
  type Attribute,
  currentBinding,
  tensorId,
  tensorType,
  withBinding,
  wrapTensor,
} from '../native/binding.ts';
import { type NamedTensors, type Tensor, tf } from '../native/tf.ts';
import { type Placeholder, single } from './graph.ts';
import type { FunctionInterface, OperationRecord } from './operation-record.ts';
import { type Capture, type ProductOptions, Recorder } from './recorder.ts';
import type { SizeRange } from './size-ranges.ts';
import { acquireFunction, releaseFunction } from './shared-functions.ts';

/** What is recorded: tensors by name to tensors by name. */
export type Step = (inputs: NamedTensors) => NamedTensors;

/** How a step is recorded. */
export interface RecordOptions extends ProductOptions {
  /** Shown in errors and profiles. */
  readonly name: string;
  /**
   * Run the ops one after another, in the caller's thread: for a step of many small ops that wait for each other anyway. Otherwise
   * TensorFlow's threads take what is ready from one another. CPUs only. @default false
   */
  readonly inSequence?: boolean;
}

/** One recorded function of a step. */
export interface RecordedFunction {
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

/** A step's inputs of which the sizes that equal given ones may be others in each run. */
export interface FreeInputs {
  readonly inputs: NamedTensors;
  /** By size, those to come. */
  readonly ranges: ReadonlyMap<number, SizeRange>;
}

/**
 * Records the ops that a step issues for inputs of these shapes.
 *
 * @returns the caller gives it back by {@link releaseRecorded}
 * @throws if the step can't be recorded; what it had made is freed
 */
export function recordFunction(step: Step, inputs: NamedTensors, options: RecordOptions): RecordedFunction {
  return toFunction(record(step, shapesOf(inputs), options), options);
}

/**
 * Records the ops that a step issues, whatever the free sizes of its inputs are: twice, with about the smallest and the largest ones.
 *
 * @returns undefined if the step can't be recorded with one of them or issues other ops, or if it says the size in a way that can't be
 *   read from the inputs; the caller gives it back by {@link releaseRecorded}
 */
export function recordOfAnySize(
  step: Step,
  { inputs, ranges }: FreeInputs,
  options: RecordOptions,
): RecordedFunction | undefined {
  const recordWith = (bound: keyof SizeRange): Recording => {
    const changes = unusualSizes(new Map([...ranges].map(([size, range]) => [size, range[bound]])));
    return record(step, shapesOf(inputs, changes), { ...options, freeSizes: [...changes.values()] });
  };
  const small = attempt(() => recordWith('smallest'));
  const large = small && attempt(() => recordWith('largest'));
  const isSame = small !== undefined && large !== undefined && isSameRecording(small, large);
  small?.recorder.dispose(false);
  if (isSame) return toFunction(large, options);
  large?.recorder.dispose(false);
  return undefined;
}

/** The next larger odd numbers, each another one: no other axis is likely to have such a size. */
function unusualSizes(sizes: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const unusual = new Map<number, number>();
  for (const [name, size] of sizes) {
    let odd = size + 1 + (size % 2);
    while ([...unusual.values()].includes(odd)) odd += 2;
    unusual.set(name, odd);
  }
  return unusual;
}

/** Whether two recordings have the same ops, and captured the same: no tensor that the step made for the size of its inputs. */
function isSameRecording(one: Recording, other: Recording): boolean {
  const captures = other.recorder.captures;
  return (
    one.digest === other.digest &&
    one.recorder.captures.every((capture, i) => isSameCapture(capture, captures[i] as Capture))
  );
}

function isSameCapture(one: Capture, other: Capture): boolean {
  if (one.source === other.source) return true;
  const bytesOf = ({ id }: Capture): Uint8Array => currentBinding().readTensorBytes(id);
  return attempt(() => Buffer.compare(bytesOf(one), bytesOf(other)) === 0) ?? false;
}

/** Another axis may have the size by chance, so that inputs of another size don't fit; and not all that is captured has bytes. */
function attempt<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Runs a function. @returns the caller disposes */
export function callFunction(recorded: RecordedFunction, inputs: NamedTensors): NamedTensors {
  const { name, title, attributes, captures, outputNames } = recorded;
  const ids = [...Object.values(inputs).map(tensorId), ...captures.map(({ id }) => id)];
  try {
    const results = currentBinding().executeOp(name, attributes, ids, outputNames.length);
    return Object.fromEntries(results.map((metadata, i) => [outputNames[i], wrapTensor(metadata)]));
  } catch (error) {
    throw new Error(`Can't run ${title}: ${messageOf(error)}`, { cause: error });
  }
}

/** Gives a function back, and frees what it captured. */
export function releaseRecorded({ digest, captures }: RecordedFunction): void {
  releaseFunction(currentBinding(), digest);
  for (const capture of captures) capture.release();
}

/** Types and shapes of a step's inputs by their names. */
type InputShapes = Readonly<Record<string, Placeholder>>;

/** @param changes sizes that all inputs have others for */
function shapesOf(inputs: NamedTensors, changes: ReadonlyMap<number, number> = new Map()): InputShapes {
  const shapes = Object.entries(inputs).map(([name, tensor]) => {
    const shape = tensor.shape.map((size) => changes.get(size) ?? size);
    return [name, { dtype: tensorType(tensor), shape }] as const;
  });
  return Object.fromEntries(shapes);
}

/** A graph of a step's ops. */
interface Recording {
  readonly recorder: Recorder;
  readonly ends: FunctionInterface;
  readonly outputNames: readonly string[];
  readonly digest: string;
}

/** The caller disposes the recorder. */
function record(
  step: Step,
  inputs: InputShapes,
  { name, ...options }: RecordOptions & { readonly freeSizes?: readonly number[] },
): Recording {
  const recorder = new Recorder(currentBinding(), options);
  try {
    const { fed, outputs } = recordStep(recorder, step, inputs);
    const ends = {
      inputs: [...fed, ...recorder.captures.map(({ endpoint }) => endpoint)],
      outputs: [...outputs.values()],
      controls: recorder.writes,
    };
    const digest = `${name} ${recorder.graph.digest(ends, options.freeSizes)}`;
    return { recorder, ends, outputNames: [...outputs.keys()], digest };
  } catch (error) {
    recorder.dispose(false);
    throw cannotCompile(name, error);
  }
}

/** Lets the step issue its ops on symbolic inputs, and gives the endpoints of its inputs and outputs. */
function recordStep(
  recorder: Recorder,
  step: Step,
  inputs: InputShapes,
): { readonly fed: readonly number[]; readonly outputs: ReadonlyMap<string, number> } {
  const fed: number[] = [];
  const outputs = new Map<string, number>();
  const toSymbolic = ({ dtype, shape }: Placeholder): Tensor => {
    const placeholder = recorder.placeholder(dtype, shape);
    fed.push(recorder.endpoint(placeholder.id).id);
    return wrapTensor(placeholder);
  };
  withBinding(recorder.binding, () =>
    tf.tidy(() => {
      const symbolic = Object.entries(inputs).map(([key, input]) => [key, toSymbolic(input)] as const);
      for (const [key, tensor] of Object.entries(step(Object.fromEntries(symbolic)))) {
        const value = recorder.endpoint(tensorId(tensor));
        // A function's output may not be one of its inputs.
        outputs.set(key, single(recorder.graph.add('Identity', [value.id])).id);
      }
    }),
  );
  return { fed, outputs };
}

/** Takes over what the recorder captured, and disposes it. */
function toFunction(
  { recorder, ends, outputNames, digest }: Recording,
  { name, inSequence = false }: RecordOptions,
): RecordedFunction {
  const { graph, captures } = recorder;
  const { numOperations } = graph;
  let isMade = false;
  try {
    const functionName = acquireFunction({ digest, numOperations }, () => {
      const made = `lamella_${name}_${randomUUID()}`.replace(/[^A-Za-z0-9]/g, '_');
      graph.toFunction(made, ends);
      return made;
    });
    isMade = true;
    const attributes = inSequence && !currentBinding().isUsingGpuDevice() ? [inCallersThread()] : [];
    const operations = graph.operationsOf(ends);
    return {
      name: functionName,
      ...{ digest, title: name, attributes, captures, outputNames, numOperations, operations },
    };
  } catch (error) {
    throw cannotCompile(name, error);
  } finally {
    recorder.dispose(isMade);
  }
}

/** Of a call of a function: the executor that runs its ops one after another. */
function inCallersThread(): Attribute {
  return { name: 'executor_type', type: currentBinding().TF_ATTR_STRING, value: 'SINGLE_THREADED_EXECUTOR' };
}

function cannotCompile(name: string, error: unknown): Error {
  return new Error(`Can't compile ${name}: ${messageOf(error)}`, { cause: error });
}
