import { compile, type CompiledStep, type NamedTensors, tf } from '../index.ts';
import { expectNoLeakedTensors } from './no-leaked-tensors.ts';

/** The one input of the steps in tests. */
export interface X extends NamedTensors {
  readonly x: tf.Tensor;
}

/** Runs a body with a compiled step and disposes the step; checks that nothing is left. */
export function withStep(
  step: (inputs: X) => NamedTensors,
  body: (step: CompiledStep<X, NamedTensors>) => void,
): void {
  expectNoLeakedTensors(() => {
    const compiled = compile(step, { name: 'step' });
    tf.tidy(() => body(compiled));
    compiled.dispose();
  });
}
