import { messageOf } from '@lamella/core';
import { compile, type CompileOptions, type NamedTensors, tf } from '../index.ts';
import { expectTensorsClose, type Tolerance } from './tensors-close.ts';

/**
 * Runs a step op by op and compiled, and checks that its outputs are equal, on the first run of the function and the
 * second. The step must give the same twice: no variable of it may change.
 *
 * @param inputs stay the caller's
 */
export function expectCompiledEqualsEager<Inputs extends NamedTensors>(
  step: (inputs: Inputs) => NamedTensors,
  inputs: Inputs,
  options: Tolerance & Pick<CompileOptions, 'matmulPrecision'> = {},
): void {
  const { matmulPrecision = 'float32', ...tolerance } = options;
  const compiled = compile(step, { name: 'compared', matmulPrecision });
  try {
    tf.tidy(() => {
      const expected = step(inputs);
      for (const run of ['first', 'second']) {
        const actual = compiled.run(inputs);
        expectSameNames(Object.keys(actual), Object.keys(expected));
        for (const [name, tensor] of Object.entries(expected)) {
          expectOutputClose(`${name} of the ${run} run`, actual[name] as tf.Tensor, { tensor, tolerance });
        }
      }
    });
  } finally {
    compiled.dispose();
  }
}

function expectSameNames(actual: readonly string[], expected: readonly string[]): void {
  if (actual.join() === expected.join()) return;
  throw new Error(`Expected the outputs ${expected.join(', ')}, got ${actual.join(', ')}`);
}

function expectOutputClose(
  title: string,
  actual: tf.Tensor,
  expected: { readonly tensor: tf.Tensor; readonly tolerance: Tolerance },
): void {
  try {
    expectTensorsClose(actual, expected.tensor, expected.tolerance);
  } catch (error) {
    throw new Error(`Expected the compiled output ${title} to equal eager execution's. ${messageOf(error)}`, {
      cause: error,
    });
  }
}
