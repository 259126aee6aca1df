import { tf } from '@lamella/engine';
import { causalMask } from './attention-mask.ts';

/** Which tokens (columns) each token (row) of the only text sees. */
function seen(mask: readonly number[], window?: number): string[] {
  return tf.tidy(() => {
    const values = causalMask(tf.tensor2d([...mask], [1, mask.length], 'int32'), window).dataSync();
    return mask.map((_, i) => mask.map((__, j) => (values[i * mask.length + j] === 0 ? 'x' : '.')).join(''));
  });
}

test('a token sees itself and what stands before it', () => {
  expect(seen([1, 1, 1])).toEqual(['x..', 'xx.', 'xxx']);
});

test('padding is not seen, on either side', () => {
  expect(seen([1, 1, 0])).toEqual(['x..', 'xx.', 'xx.']);
  expect(seen([0, 1, 1])).toEqual(['...', '.x.', '.xx']);
});

test('a window of 2 shows a token and the one before it', () => {
  expect(seen([1, 1, 1, 1], 2)).toEqual(['x...', 'xx..', '.xx.', '..xx']);
});
