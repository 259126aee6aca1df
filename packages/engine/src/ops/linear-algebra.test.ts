import { expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { orthonormalBasis, svd } from './linear-algebra.ts';
import { tf } from '../native/tf.ts';

/** 3 × 2 with the singular values 5 and 3 (Strang's example, transposed). */
const known = [
  [3, 2],
  [2, 3],
  [2, -2],
];

test('singular values worked out by hand', () => {
  tf.tidy(() => expectTensorsClose(svd(tf.tensor2d(known)).s, [5, 3]));
});

test.each([
  [7, 4],
  [4, 7],
  [40, 40],
])('U diag(s) Vᵀ is the matrix, %d × %d, with orthonormal U and V', (m, n) => {
  tf.tidy(() => {
    const x = tf.randomNormal([m, n], 0, 1, 'float32', 5) as tf.Tensor2D;
    const { u, s, v } = svd(x);
    const k = Math.min(m, n);
    expect([u.shape, s.shape, v.shape]).toEqual([[m, k], [k], [n, k]]);
    expectTensorsClose(tf.matMul(tf.mul(u, s) as tf.Tensor2D, v as tf.Tensor2D, false, true), x, {
      absolute: 1e-5,
    });
    for (const basis of [u, v])
      expectTensorsClose(tf.matMul(basis as tf.Tensor2D, basis as tf.Tensor2D, true), tf.eye(k), {
        absolute: 1e-5,
      });
    const values = [...s.dataSync()];
    expect(values).toEqual(values.toSorted((a, b) => b - a));
  });
});

test('a basis of the columns: orthonormal, and projecting on it changes nothing', () => {
  tf.tidy(() => {
    const x = tf.randomNormal([9, 4], 0, 1, 'float32', 6) as tf.Tensor2D;
    const q = orthonormalBasis(x) as tf.Tensor2D;
    expect(q.shape).toEqual([9, 4]);
    expectTensorsClose(tf.matMul(q, q, true), tf.eye(4), { absolute: 1e-6 });
    expectTensorsClose(tf.matMul(q, tf.matMul(q, x, true)), x, { absolute: 1e-5 });
  });
});

test('the caller owns what comes back, and nothing else is left', () => {
  expectNoLeakedTensors(() => {
    const x = tf.tensor2d(known);
    tf.dispose([x, orthonormalBasis(x), ...Object.values(svd(x))]);
  });
});
