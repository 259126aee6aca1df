import {
  failInBackwardPass,
  issueUnknownOp,
  issueUnknownShape,
  readValue,
} from '../../fixtures/steps-that-fail.ts';
import { callSite } from './call-site.ts';
import { compile, type NamedTensors, Parameter, tf } from '../index.ts';

/** Message of compiling a step on one float32 vector. */
function compileError(step: (inputs: { readonly x: tf.Tensor }) => NamedTensors): string {
  const compiled = compile(step, { name: 'a step' });
  const x = tf.tensor1d([1, 2]);
  try {
    tf.dispose(Object.values(compiled.run({ x })));
    return 'no error';
  } catch (error) {
    return (error as Error).message;
  } finally {
    x.dispose();
    compiled.dispose();
  }
}

test('an unknown op is named with where it came from', () => {
  expect(compileError(issueUnknownOp)).toMatch(
    /^Can't compile a step: the op NoSuchOp on \[2\], issued at \w+ \(.*steps-that-fail\.ts:\d+:\d+\), is not possible: .*Op type not registered 'NoSuchOp'/,
  );
});

test('an op of unknown shape is named with where it came from', () => {
  expect(compileError(issueUnknownShape)).toMatch(
    /^Can't compile a step: Expected every shape .* to follow from the shapes of its inputs, got \[\?, 1\] from the op Where, issued at \w+ \(.*steps-that-fail\.ts:\d+:\d+\)$/,
  );
});

test('reading a value is refused with where it was read', () => {
  expect(compileError(readValue)).toMatch(
    /^Can't compile a step: A compiled step has no values while it is recorded: .* Read at \w+ \(.*steps-that-fail\.ts:\d+:\d+\)$/,
  );
});

test('an op of the backward pass comes from where gradients were asked for', () => {
  const parameter = new Parameter('w', tf.tensor1d([1, 2]));
  parameter.makeTrainable();
  expect(compileError(() => failInBackwardPass(parameter))).toMatch(
    /the op NoSuchOp on \[2\], issued at .*steps-that-fail\.ts:\d+:\d+\)?, is not possible/,
  );
  parameter.dispose();
});

test('stack traces are as long as before', () => {
  const limit = Error.stackTraceLimit;
  expect(callSite()).not.toMatch(/call-site/); // the engine's own files are passed over
  expect(Error.stackTraceLimit).toBe(limit);
});
