import { UserError } from '@lamella/core';
import { type Attribute, type Binding, currentBinding, tensorId, wrapTensor } from './binding.ts';
import { SET_UP_COMMAND } from './set-up-command.ts';
import { type Tensor, tf } from './tf.ts';

/** Whether ops of the binding's own (packages/engine/binding) can be used: they run on CPUs. */
export function hasOwnKernels(): boolean {
  const binding = currentBinding();
  return binding.hasKernels && !binding.isUsingGpuDevice();
}

/** Whether a binding has an op of its own, which runs on CPUs. */
export function hasOwnOp(binding: Binding, type: string): boolean {
  return binding.ownOps?.includes(type) === true && !binding.isUsingGpuDevice();
}

/**
 * Checks that ops of the binding's own can be used.
 *
 * @param use what needs them, as in `gradient checkpointing`
 * @throws {UserError} on GPUs, or with an engine that was built without them
 */
export function requireOwnKernels(use: string): void {
  if (hasOwnKernels()) return;
  throw new UserError(
    `Expected a CPU for ${use}, got a GPU or an engine without the ops for it. ` +
      `Go on without it, or set LAMELLA_DEVICE=cpu and run: ${SET_UP_COMMAND}`,
  );
}

/**
 * Runs (or records) an op of the binding's own.
 *
 * @param inputs one that an op can do without may be undefined
 * @param numbers attributes that are real numbers
 * @returns caller disposes
 * @throws {UserError} if the engine was set up before Lamella had the op
 */
export function executeOwn(
  type: string,
  inputs: readonly (Tensor | undefined)[],
  {
    numOutputs,
    numbers = {},
  }: { readonly numOutputs: number; readonly numbers?: Readonly<Record<string, number>> },
): readonly Tensor[] {
  const binding = currentBinding();
  if (binding.ownOps?.includes(type) !== true)
    throw new UserError(
      `Expected an engine with the op ${type}, got one that was set up for an earlier version of Lamella. Run: ${SET_UP_COMMAND}`,
    );
  const attributes = Object.entries(numbers).map(([name, value]): Attribute => ({
    name,
    type: binding.TF_ATTR_FLOAT,
    value,
  }));
  const absent = inputs.includes(undefined) ? tf.tensor1d([]) : undefined;
  const ids = inputs.map((input) => tensorId(input ?? (absent as Tensor)));
  const outputs = binding.executeOp(type, attributes, ids, numOutputs).map(wrapTensor);
  absent?.dispose();
  return outputs;
}
