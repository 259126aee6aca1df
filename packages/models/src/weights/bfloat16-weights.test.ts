import { compile, Dropout, type NamedTensors, tf } from '@lamella/engine';
import { expectTensorsClose } from '@lamella/engine/testing';
import { loadModel, type LoadModelOptions } from '../load-model.ts';
import type { ModelInputs } from '../model.ts';
import { openEncoder } from '../testing/encoder-fixtures.ts';

/** Of logits around 1: bfloat16 has 8 bits, and the errors of a few layers' products add up. */
const BFLOAT16_TOLERANCE = 0.03;

const { folder, inputs } = openEncoder('roberta');

function logits(options: Partial<LoadModelOptions>): tf.Tensor {
  const model = loadModel(folder, { head: 'classification', ...options });
  const step = compile(
    (tensors: NamedTensors) => ({
      logits: model.forward(tensors as unknown as ModelInputs, new Dropout()).logits,
    }),
    { name: 'forward' },
  );
  const { logits } = step.run({ ...inputs });
  step.dispose();
  model.dispose();
  return logits;
}

test('a model whose matrices are held in bfloat16 gives the same logits, to the bits of that type', () => {
  tf.tidy(() => {
    const [exact, reduced] = [logits({}), logits({ weights: 'bfloat16' })];
    expectTensorsClose(reduced, exact, { absolute: BFLOAT16_TOLERANCE, relative: 0 });
    const difference = tf.max(tf.abs(tf.sub(reduced, exact))).dataSync()[0] ?? 0;
    expect(difference).toBeGreaterThan(1e-5); // they are not float32 after all
  });
});
