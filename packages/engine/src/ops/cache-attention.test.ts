import {
  attendToCache,
  type CacheAttentionInputs,
  compile,
  type NamedTensors,
  tf,
  type Tensor,
} from '../index.ts';
import { expectNoLeakedTensors } from '../testing/index.ts';

const [B, H, KV, K] = [2, 6, 3, 8];

/** Numbers that look drawn, other ones for each seed. */
const noise = (count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));

interface Token {
  readonly query: readonly number[]; // [B, H·K]
  readonly key: readonly number[]; // [B, KV·K]
  readonly value: readonly number[];
}
const NUM_PLACES = 12;
const TOKENS = Array.from({ length: NUM_PLACES }, (_, place): Token => ({
  query: noise(B * H * K, 3 * place),
  key: noise(B * KV * K, 3 * place + 1),
  value: noise(B * KV * K, 3 * place + 2),
}));
const tokenAt = (place: number): Token => TOKENS[place] as Token;
const angle = (place: number, i: number): number => (place * (i + 1)) / 7;

/** The head `head` of a row, rotated as at a place: (x1 cos - x2 sin, x2 cos + x1 sin). */
function rotated(numbers: readonly number[], head: number, place: number): number[] {
  const x = numbers.slice(head * K, (head + 1) * K);
  return x.map((value, i) => {
    const a = angle(place, i % (K / 2));
    const other = i < K / 2 ? -(x[i + K / 2] ?? NaN) : (x[i - K / 2] ?? NaN);
    return value * Math.cos(a) + other * Math.sin(a);
  });
}

/** Attention of the token at a place by its definition, in double precision: [B, H·K]. */
function attend(place: number, begins: readonly number[], capacity: number): number[] {
  return begins.flatMap((begin, row) =>
    Array.from({ length: H }, (_, head) => {
      const first = Math.max(begin, place - capacity + 1);
      const places = Array.from({ length: place - first + 1 }, (_, i) => first + i);
      const group = row * KV + Math.floor(head / (H / KV));
      const query = rotated(tokenAt(place).query, row * H + head, place);
      const scores = places.map((p) => {
        const key = rotated(tokenAt(p).key, group, p);
        return query.reduce((sum, q, i) => sum + q * (key[i] ?? NaN), 0) / Math.sqrt(K);
      });
      const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
      const total = powers.reduce((a, b) => a + b, 0);
      return Array.from({ length: K }, (_, i) =>
        places.reduce((sum, p, j) => {
          const value = tokenAt(p).value[group * K + i] ?? NaN;
          return sum + ((powers[j] ?? NaN) / total) * value;
        }, 0),
      );
    }).flat(),
  );
}

interface Cache {
  readonly keys: Tensor;
  readonly values: Tensor;
}
const emptyCache = (capacity: number): Cache => ({
  keys: tf.fill([B, KV, capacity, K], NaN),
  values: tf.fill([B, KV, capacity, K], NaN),
});

/** The inputs of the token at a place. */
function inputsAt(place: number, begins: readonly number[]) {
  const { query, key, value } = tokenAt(place);
  const angles = Array.from({ length: K }, (_, i) => angle(place, i % (K / 2)));
  return {
    query: tf.tensor2d([...query], [B, H * K]),
    key: tf.tensor2d([...key], [B, KV * K]),
    value: tf.tensor2d([...value], [B, KV * K]),
    cosine: tf.tensor1d(angles.map(Math.cos)),
    sine: tf.tensor1d(angles.map(Math.sin)),
    position: tf.scalar(place, 'int32'),
    begin: tf.tensor1d([...begins], 'int32'),
  };
}

// Both rows begin at the first token, or one later; a cache with room for all, and one that the oldest leave.
test.each([
  ['room for all', [0, 0], 40],
  ['rows that begin at different tokens', [0, 3], 40],
  ['a window', [0, 3], 5],
  ['room for the newest alone', [0, 1], 1],
] as const)(
  '%s: token by token, compiled and eager, the contexts are those of the definition',
  (_, begins, capacity) => {
    expectNoLeakedTensors(() => {
      for (const isEager of [false, true]) {
        const cache = emptyCache(capacity);
        const step = compile(
          (inputs: NamedTensors & CacheAttentionInputs) => ({ contexts: attendToCache(inputs, H) }),
          { name: 'attend', isEager },
        );
        const first = Math.max(...begins);
        // The cache holds nothing of places before a row's first token, and of none before the last `capacity`.
        for (let place = 0; place < NUM_PLACES; place++) {
          const inputs = inputsAt(place, place < first ? [0, 0] : begins);
          const { contexts } = step.run({ ...inputs, ...cache }) as { contexts: Tensor };
          if (place >= first) {
            const expected = attend(place, begins, capacity);
            const found = contexts.dataSync();
            expect(Math.max(...expected.map((value, i) => Math.abs(value - (found[i] ?? NaN))))).toBeLessThan(
              2e-6,
            );
          }
          tf.dispose([contexts, ...Object.values(inputs)]);
        }
        step.dispose();
        tf.dispose([cache.keys, cache.values]);
      }
    });
  },
);

test('a row that begins behind the new token is refused', () => {
  const inputs = { ...inputsAt(2, [0, 3]), ...emptyCache(8) };
  expect(() => attendToCache(inputs, H)).toThrow('Expected rows that begin at or before the new token');
  expect(() => attendToCache({ ...inputs, begin: tf.tensor1d([0], 'int32') }, H)).toThrow(
    'Expected queries [B, H K], keys and values [B, KV K] and their caches [B, KV, C, K]',
  );
  tf.dispose(Object.values(inputs));
});
