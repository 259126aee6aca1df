import {
  type Binding,
  currentBinding,
  DataType,
  overrideBinding,
  type TensorMetadata,
  tensorType,
  withBinding,
  wrapTensor,
} from '../native/binding.ts';
import { sizeOf } from './graph.ts';
import type { OperationRecord } from './operation-record.ts';
import { type MatmulPrecision, Recorder } from './recorder.ts';
import { type Tensor, tf } from '../native/tf.ts';

/** A step to be planned: what it works on, and what it does. */
export interface PlannedStep<Parts> {
  /** Makes models, optimisers and batches; its ops are not counted. */
  readonly setUp: () => Parts;
  /** May read values, which are all zero. */
  readonly run: (parts: Parts) => void;
  readonly tearDown: (parts: Parts) => void;
  readonly matmulPrecision: MatmulPrecision;
}

/**
 * The ops that a step would run, without computing anything. With weights from {@link symbolicTensor}, nothing of their size is
 * held in memory, so that the steps of models can be planned that this machine could not load.
 *
 * @returns what is needed for the values that `run` reads and for the variables that it writes, in the order of issue
 */
export function planOperations<Parts>(step: PlannedStep<Parts>): OperationRecord[] {
  const native = currentBinding();
  const recorder = new Recorder(native, step);
  const reads: number[] = [];
  let operations: OperationRecord[] = [];
  const plan = (): void => {
    const parts = step.setUp();
    const [since, numWrites] = [recorder.graph.numOperations, recorder.writes.length];
    reads.length = 0;
    step.run(parts);
    const controls = recorder.writes.slice(numWrites);
    operations = recorder.graph.operationsOf({ outputs: [...reads], controls, since });
    step.tearDown(parts);
  };
  try {
    withBinding(planner(native, recorder, reads), () => tf.tidy(plan));
    return operations;
  } finally {
    recorder.dispose(false);
  }
}

/**
 * A tensor of which there is only the shape, in {@link planOperations}.
 *
 * @throws outside of it
 */
export function symbolicTensor(shape: readonly number[]): Tensor {
  return wrapTensor(symbolic(DataType.float32, shape));
}

/** A step's input as a compiled step gets it: of the same type and shape, and without a value that ops could know. */
export function symbolicInput(tensor: Tensor): Tensor {
  return wrapTensor(symbolic(tensorType(tensor), tensor.shape));
}

/** The binding's id of a {@link symbolicTensor} of any type. */
export function symbolicId(dtype: number, shape: readonly number[]): number {
  return symbolic(dtype, shape).id;
}

function symbolic(dtype: number, shape: readonly number[]): TensorMetadata {
  const binding = currentBinding();
  if (binding.isPlanner !== true) throw new Error('Expected symbolic tensors to be made in a plan only');
  const attributes = [
    { name: 'dtype', type: binding.TF_ATTR_TYPE, value: dtype },
    { name: 'shape', type: binding.TF_ATTR_SHAPE, value: [...shape] },
  ];
  const [tensor] = binding.executeOp('Placeholder', attributes, [], 1);
  if (tensor === undefined) throw new Error('Expected a placeholder, got none');
  return tensor;
}

/** Unlike in a step that is to run, values can be read, and symbolic tensors need not be freed. */
function planner(native: Binding, recorder: Recorder, reads: number[]): Binding {
  return overrideBinding(recorder.binding, {
    isPlanner: true,
    tensorDataSync: (id) => {
      if (id >= 0) return native.tensorDataSync(id);
      const { id: wanted, shape } = recorder.endpoint(id);
      reads.push(wanted);
      return new Float32Array(sizeOf(shape ?? []));
    },
    deleteTensor: (id) => {
      if (id >= 0) native.deleteTensor(id);
    },
  });
}
