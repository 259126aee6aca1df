import { currentBinding } from './binding.ts';
import { executeOwn } from './own-kernels.ts';
import { tf } from './tf.ts';

test('the binding names its ops', () => {
  expect(currentBinding().ownOps).toEqual(
    expect.arrayContaining(['LamellaAttention', 'LamellaDropout', 'LamellaDequantizeNf4']),
  );
});

test('an op that the engine was set up without is told with what to do', () => {
  const input = tf.tensor1d([1]);
  expect(() => executeOwn('LamellaOfTomorrow', [input], { numOutputs: 1 })).toThrow(
    /^Expected an engine with the op LamellaOfTomorrow, got one that was set up for an earlier version.* Run: npx nx run engine:setup$/,
  );
  input.dispose();
});
