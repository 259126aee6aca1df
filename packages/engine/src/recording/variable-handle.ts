import { randomUUID } from 'node:crypto';
import { type Attribute, currentBinding, isRecording, typeAttribute } from '../native/binding.ts';
import { callSite } from './call-site.ts';

/** Shapes of the live resource variables, by the binding's id of their handle. */
const shapes = new Map<number, readonly number[]>();

/**
 * Makes a resource variable of TensorFlow without a value, and gives the binding's id of its handle.
 *
 * @throws inside of a compiled step
 */
export function createVariableHandle(dtype: number, shape: readonly number[]): number {
  refuseInStep('made');
  const binding = currentBinding();
  const text = (name: string, value: string): Attribute => ({ name, type: binding.TF_ATTR_STRING, value });
  const [handle] = binding.executeOp(
    'VarHandleOp',
    [
      typeAttribute('dtype', dtype),
      { name: 'shape', type: binding.TF_ATTR_SHAPE, value: shape },
      // Two copies of this module in one process (as under Jest) share TensorFlow's resources: a counter would collide.
      text('shared_name', `lamella/${randomUUID()}`),
      text('container', ''),
    ],
    [],
    1,
  );
  if (handle === undefined) throw new Error('Expected a handle for a variable, got none');
  shapes.set(handle.id, [...shape]);
  return handle.id;
}

/**
 * Frees a variable's value and its handle.
 *
 * @throws inside of a compiled step
 */
export function destroyVariable(handle: number): void {
  refuseInStep('disposed');
  const binding = currentBinding();
  binding.executeOp('DestroyResourceOp', [], [handle], 0);
  binding.deleteTensor(handle);
  shapes.delete(handle);
}

/** The shape of a variable's value. */
export function variableShape(handle: number): readonly number[] {
  const shape = shapes.get(handle);
  if (shape === undefined)
    throw new Error('Expected the handle of a live variable, got one that was disposed or is not a variable');
  return shape;
}

function refuseInStep(action: string): void {
  if (isRecording() && currentBinding().isPlanner !== true) {
    throw new Error(
      `Expected variables to be ${action} outside of compiled steps, got one inside, ${callSite()}`,
    );
  }
}
