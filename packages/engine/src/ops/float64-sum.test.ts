import { expectNoLeakedTensors } from '../testing/index.ts';
import { compile, Float64Sum, type NamedTensors, tf } from '../index.ts';

test('starts at zero and adds xᵀ y', () => {
  expectNoLeakedTensors(() => {
    const sum = new Float64Sum([2, 3]);
    expect([...sum.read()]).toEqual([0, 0, 0, 0, 0, 0]);
    tf.tidy(() => {
      const x = tf.tensor2d([
        [1, 2],
        [3, 4],
      ]);
      const y = tf.tensor2d([
        [1, 0, 1],
        [0, 1, 1],
      ]);
      sum.addProduct(x, y);
      sum.addProduct(x, y);
    });
    expect([...sum.read()]).toEqual([2, 6, 8, 4, 8, 12]);
    expect(sum.shape).toEqual([2, 3]);
    sum.dispose();
  });
});

test('keeps the digits that float32 loses', () => {
  const sum = new Float64Sum([1, 1]);
  const x = tf.tensor2d([[1], [2 ** -15]]); // squares: 1 and 2^-30
  sum.addProduct(x, x);
  expect(sum.read()[0]).toBe(1 + 2 ** -30);
  expect(tf.tidy(() => tf.sum(tf.square(x)).dataSync()[0])).toBe(1);
  sum.dispose();
  x.dispose();
});

test('a compiled step adds to the same sum as eager execution', () => {
  const sum = new Float64Sum([1, 2]);
  const step = compile(
    ({ x, y }: { readonly x: tf.Tensor; readonly y: tf.Tensor }): NamedTensors => {
      sum.addProduct(x, y);
      return {};
    },
    { name: 'moments' },
  );
  const inputs = {
    x: tf.tensor2d([[2], [3]]),
    y: tf.tensor2d([
      [1, 10],
      [0, 1],
    ]),
  };
  expectNoLeakedTensors(() => {
    for (let i = 0; i < 3; i++) step.run(inputs);
    sum.addProduct(inputs.x, inputs.y);
    expect([...sum.read()]).toEqual([8, 92]);
    step.dispose();
  });
  tf.dispose(Object.values(inputs));
  sum.dispose();
});

test('is not read inside of a compiled step', () => {
  const sum = new Float64Sum([1, 1]);
  const step = compile(
    (): NamedTensors => {
      sum.read();
      return {};
    },
    { name: 'reads' },
  );
  expectNoLeakedTensors(() =>
    expect(() => step.run({})).toThrow(
      /Can't compile reads: A compiled step has no values while it is recorded/,
    ),
  );
  sum.dispose();
});

test('after dispose it says so, and a second dispose does nothing', () => {
  const sum = new Float64Sum([1, 1]);
  sum.dispose();
  sum.dispose();
  expect(() => sum.read()).toThrow('Expected a live sum, got one that was disposed');
  tf.tidy(() => expect(() => sum.addProduct(tf.ones([1, 1]), tf.ones([1, 1]))).toThrow(/disposed/));
});
