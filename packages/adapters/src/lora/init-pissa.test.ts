import { type Tensor, tf } from '@lamella/engine';
import { expectNoLeakedTensors, expectTensorsClose } from '@lamella/engine/testing';
import { openPeft } from '../testing/peft-fixtures.ts';
import { initPissa, type PissaOptions } from './init-pissa.ts';

const options: PissaOptions = { init: 'pissa', rank: 4, factor: 2, path: 'm', seed: 1 };
const product = ({ a, b }: { a: Tensor; b: Tensor }): Tensor => tf.matMul(b as tf.Tensor2D, a as tf.Tensor2D);

describe.each(['query', 'value'])('%s of a model', (target) => {
  const { loadBase, read } = openPeft('roberta');
  const name = `roberta.encoder.layer.3.attention.self.${target}`;
  const model = loadBase();
  const weight = model.parameters.get(`${name}.weight`)?.read() as Tensor;
  afterAll(() => {
    weight.dispose();
    model.dispose();
  });

  test('the principal part is PEFT’s, and leaves PEFT’s residual', () => {
    tf.tidy(() => {
      const start = initPissa(weight, { ...options, path: name });
      const peft = (matrix: string): Tensor => read(`pissa/init/base_model.model.${name}.${matrix}.weight`);
      expectTensorsClose(product(start), product({ a: peft('lora_A'), b: peft('lora_B') }), {
        absolute: 1e-5,
      });
      const residual = tf.sub(weight, tf.mul(product(start), options.factor));
      expectTensorsClose(residual, read(`pissa/residual/${name}.weight`), { absolute: 1e-5 });
    });
  });

  test('A and B share the singular values evenly', () => {
    tf.tidy(() => {
      const { a, b } = initPissa(weight, options);
      const expected = tf.diag(
        tf.div(tf.slice(read(`pissa/singular_values/${name}.weight`), 0, 4), options.factor) as tf.Tensor1D,
      );
      const [A, B] = [a, b] as [tf.Tensor2D, tf.Tensor2D];
      expectTensorsClose(tf.matMul(A, A, false, true), expected, { absolute: 1e-5 });
      expectTensorsClose(tf.matMul(B, B, true), expected, { absolute: 1e-5 });
    });
  });
});

describe('the fast decomposition', () => {
  const falling = tf.tidy(() => {
    const columns = tf.randomNormal([60, 40], 0, 1, 'float32', 7) as tf.Tensor2D;
    const rows = tf.randomNormal([40, 50], 0, 1, 'float32', 8) as tf.Tensor2D;
    const scales = tf.tensor1d(Array.from({ length: 40 }, (_, i) => 0.7 ** i));
    return tf.matMul(tf.mul(columns, scales) as tf.Tensor2D, rows);
  });
  const error = (matrix: Tensor, fields: Partial<PissaOptions>): number =>
    tf.tidy(() => {
      const exact = tf.norm(tf.sub(matrix, tf.mul(product(initPissa(matrix, options)), 2)));
      const found = tf.norm(tf.sub(matrix, tf.mul(product(initPissa(matrix, { ...options, ...fields })), 2)));
      return (found.dataSync()[0] ?? NaN) / (exact.dataSync()[0] ?? NaN) - 1;
    });

  test('leaves nearly as small a rest as the exact one, the smaller the more iterations', () => {
    const errors = (['pissa_niter_0', 'pissa_niter_1', 'pissa_niter_4'] as const).map((init) =>
      error(falling, { init }),
    );
    expect(errors[0]).toBeGreaterThan(errors[1] ?? NaN);
    expect(errors[1]).toBeLessThan(1e-3);
    expect(Math.abs(errors[2] ?? NaN)).toBeLessThan(1e-5);
  });

  test('wide weights too', () => {
    const wide = tf.transpose(falling);
    expect(Math.abs(error(wide, { init: 'pissa_niter_4' }))).toBeLessThan(1e-5);
    wide.dispose();
  });

  test('is fixed by seed and path', () => {
    const start = (fields: Partial<PissaOptions>): Float32Array =>
      tf.tidy(() =>
        initPissa(falling, { ...options, init: 'pissa_niter_1', ...fields }).a.dataSync<'float32'>(),
      );
    expect(start({})).toEqual(start({}));
    expect(start({ seed: 2 })).not.toEqual(start({}));
    expect(start({ path: 'n' })).not.toEqual(start({}));
  });

  test('leaves no tensors behind', () => {
    expectNoLeakedTensors(() => tf.dispose({ ...initPissa(falling, { ...options, init: 'pissa_niter_2' }) }));
  });
});

test('a rank that the weight does not have is an error', () => {
  const weight = tf.zeros([3, 5]);
  expect(() => initPissa(weight, options)).toThrow('Expected a rank of at most 3 for PiSSA on m, got 4.');
  weight.dispose();
});

test.each(['pissa_niter_', 'pissa_niter_-1', 'pissa_niter_x'] as const)('%s is no way to start', (init) => {
  const weight = tf.zeros([5, 5]);
  expect(() => initPissa(weight, { ...options, init })).toThrow(
    `pissa_niter_ and a whole number, got "${init}".`,
  );
  weight.dispose();
});
