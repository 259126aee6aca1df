import { compile, tf, type Tensor } from '@lamella/engine';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { restrictTokens, type TokenRestriction } from './restrict-tokens.ts';

/**
 * The tokens of these logits that transformers 4.46.3 keeps: TopKLogitsWarper(top_k), then TopPLogitsWarper(top_p), by
 * `[i for i, x in enumerate(warped[0]) if x > -inf]`.
 */
const logits = [
  [2.1, -0.3, 0.7, 2.0, -1.5, 0.1],
  [0, 0.1, 0.2, 0.3, 0.4, 9],
];
const all = [0, 1, 2, 3, 4, 5];
const cases: readonly [TokenRestriction, readonly (readonly number[])[]][] = [
  [{}, [all, all]],
  [{ topK: 1 }, [[0], [5]]],
  [
    { topK: 3 },
    [
      [0, 2, 3],
      [3, 4, 5],
    ],
  ],
  [{ topK: 99 }, [all, all]],
  [{ topP: 0.01 }, [[0], [5]]],
  [{ topP: 0.8 }, [[0, 2, 3], [5]]],
  [{ topP: 0.9 }, [[0, 2, 3, 5], [5]]],
  [{ topP: 1 }, [all, all]],
  [{ topK: 3, topP: 0.85 }, [[0, 3], [5]]],
  [{ topK: 2, topP: 0.5 }, [[0], [5]]],
];

test.each(cases)('%j', (restriction, kept) => {
  const restricted = (): number[][] => {
    const result = tf.tidy(() => restrictTokens(tf.tensor2d(logits), restriction).arraySync());
    return (result as number[][]).map((row) => row.flatMap((value, id) => (value > -Infinity ? [id] : [])));
  };
  expect(restricted()).toEqual(kept);
  expectNoLeakedTensors(restricted);
});

test('of equal logits at the border all may be drawn, and what may be drawn keeps its logit', () => {
  const result = tf.tidy(() => restrictTokens(tf.tensor2d([[1, 2, 1, 0]]), { topK: 2 }).arraySync());
  expect(result).toEqual([[1, 2, 1, -Infinity]]);
});

test('compiles', () => {
  const step = compile(
    ({ x }: { readonly x: Tensor }) => ({ y: restrictTokens(x, { topK: 2, topP: 0.5 }) }),
    {
      name: 'restrict',
    },
  );
  const x = tf.tensor2d([[1, 3, 2]]);
  const { y } = step.run({ x });
  expect(y.arraySync()).toEqual([[-Infinity, 3, -Infinity]]);
  tf.dispose([x, y]);
  step.dispose();
});
