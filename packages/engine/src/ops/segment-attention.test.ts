import { expectCompiledEqualsEager, expectNoLeakedTensors, expectTensorsClose } from '../testing/index.ts';
import { Dropout, type NamedTensors, segmentAttention, tf, type Tensor } from '../index.ts';

const random = (shape: number[], seed: number): Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);
const ints = (values: readonly number[]): tf.Tensor1D => tf.tensor1d([...values], 'int32');

/** Lengths of texts and gaps: a negative one is padding. */
function segmentsOf(lengths: readonly number[]): number[] {
  return lengths.flatMap((length, i) => new Array<number>(Math.abs(length)).fill(length < 0 ? -1 : i));
}

/** Of tokens [H, n, K] with the row j - i + M - 1 of a table [2M, H·K]: [H, n, n]. */
function scoresOfDistances(tokens: Tensor, table: Tensor | undefined): Tensor {
  const [H = 0, n = 0, K = 0] = tokens.shape;
  if (table === undefined || table.size === 0) return tf.zeros([H, n, n]);
  const numRows = table.shape[0] ?? 0;
  const rows = Array.from(
    { length: n * n },
    (_, pair) => (pair % n) - Math.floor(pair / n) + numRows / 2 - 1,
  );
  const ofPairs = tf.gather(table, ints(rows.map((row) => Math.max(0, Math.min(row, numRows - 1))))); // [n · n, H·K]
  const perHead = tf.transpose(tf.reshape(ofPairs, [n, n, H, K]), [2, 0, 1, 3]);
  return tf.sum(tf.mul(perHead, tf.reshape(tokens, [H, n, 1, K])), 3);
}

/** The same by TensorFlow's ops, over all pairs of tokens. */
function attendByOps(
  [query, key, value, ofKeys, ofQueries]: readonly (Tensor | undefined)[],
  segments: readonly number[],
  options: { numHeads: number; numKeyValueHeads?: number; before?: number; after?: number; scale?: number },
): Tensor {
  const { numHeads: H, numKeyValueHeads: KV = H, before = Infinity, after = Infinity } = options;
  const n = segments.length;
  const K = (query?.shape[1] ?? 0) / H;
  const split = (x: Tensor | undefined, heads: number): Tensor =>
    tf.transpose(tf.reshape(x as Tensor, [n, heads, K]), [1, 0, 2]);
  const shared = (x: Tensor | undefined): Tensor =>
    tf.reshape(tf.tile(tf.reshape(split(x, KV), [KV, 1, n, K]), [1, H / KV, 1, 1]), [H, n, K]);
  const isSeen = segments.flatMap((own, i) =>
    segments.map((other, j) => (own >= 0 && own === other && i - j <= before && j - i <= after ? 1 : 0)),
  );
  const mask = tf.reshape(tf.tensor1d(isSeen), [1, n, n]);
  const ofDistances = [
    scoresOfDistances(split(query, H), ofKeys),
    tf.transpose(scoresOfDistances(shared(key), ofQueries), [0, 2, 1]),
  ];
  const products = tf.addN([tf.matMul(split(query, H), shared(key), false, true), ...ofDistances]);
  const scores = tf.mul(products, options.scale ?? 1 / Math.sqrt(K));
  const weights = tf.mul(tf.softmax(tf.add(scores, tf.mul(tf.sub(1, mask), -1e9))), mask);
  return tf.reshape(tf.transpose(tf.matMul(weights, shared(value)), [1, 0, 2]), [n, H * K]);
}

const gradientsOf = (f: (...qkv: Tensor[]) => Tensor, qkv: readonly Tensor[], dy: Tensor): Tensor[] =>
  tf.grads(f)([...qkv], dy);

// Sizes of heads and lengths below, at and beyond the lanes of a vector; padding between, before and behind texts; one worth two threads.
test.each([
  ['texts and padding', [3, -2, 16, 1, 21, -4], { numHeads: 2 }, 8],
  ['a wide head', [-1, 5, 18], { numHeads: 2 }, 20],
  ['shared keys, seen from behind', [7, 19, -3], { numHeads: 4, numKeyValueHeads: 2, after: 0 }, 16],
  ['a window on either side', [30, 4], { numHeads: 1, before: 3, after: 3 }, 4],
  ['a window behind', [30, 4], { numHeads: 2, numKeyValueHeads: 1, before: 5, after: 0, scale: 0.5 }, 4],
  ['two threads', [90, 100], { numHeads: 4 }, 32],
] as const)('%s: values and gradients are those of TensorFlow’s ops', (_, lengths, options, K) => {
  expectNoLeakedTensors(() => {
    tf.tidy(() => {
      const segments = segmentsOf(lengths);
      const n = segments.length;
      const keys = ('numKeyValueHeads' in options ? options.numKeyValueHeads : options.numHeads) * K;
      const qkv = [random([n, options.numHeads * K], 1), random([n, keys], 2), random([n, keys], 3)] as const;
      const dy = random([n, options.numHeads * K], 4);
      const own = (...[query, key, value]: Tensor[]): Tensor =>
        segmentAttention({ query, key, value, segments: ints(segments) } as never, options);
      const byOps = (...inputs: Tensor[]): Tensor => attendByOps(inputs as never, segments, options);
      expectTensorsClose(own(...qkv), byOps(...qkv), { absolute: 2e-6 });
      const expected = gradientsOf(byOps, qkv, dy);
      gradientsOf(own, qkv, dy).forEach((gradient, i) =>
        expectTensorsClose(gradient, expected[i] as Tensor, { absolute: 1e-5 }),
      );
    });
  });
});

// M as long as the longest text, and beyond it.
test.each([
  ['both tables', 20, [true, true], {}, 8],
  ['the table of keys', 30, [true, false], { scale: 0.3 }, 20],
  ['the table of queries, seen from behind', 21, [false, true], { after: 0 }, 16],
  ['a window', 64, [true, true], { before: 4, after: 2 }, 16],
] as const)(
  '%s of distances: values and gradients are those of TensorFlow’s ops',
  (_, M, given, options, K) => {
    expectNoLeakedTensors(() => {
      tf.tidy(() => {
        const segments = segmentsOf([3, -2, 20, 1, 7, -4]);
        const n = segments.length;
        const D = 3 * K;
        const tables = given.flatMap((isGiven, i) => (isGiven ? [random([2 * M, D], 5 + i)] : []));
        const inputs = [random([n, D], 1), random([n, D], 2), random([n, D], 3), ...tables];
        const dy = random([n, D], 4);
        const named = (all: readonly Tensor[]) => {
          const [query, key, value, ...rest] = all;
          const [ofKeys, ofQueries] = given.map((isGiven) => (isGiven ? rest.shift() : undefined));
          return [query, key, value, ofKeys, ofQueries] as const;
        };
        const own = (...all: Tensor[]): Tensor => {
          const [query, key, value, ofKeys, ofQueries] = named(all);
          const texts = { query, key, value, segments: ints(segments), distances: { ofKeys, ofQueries } };
          return segmentAttention(texts as never, { numHeads: 3, ...options });
        };
        const byOps = (...all: Tensor[]): Tensor =>
          attendByOps(named(all), segments, { numHeads: 3, ...options });
        expectTensorsClose(own(...inputs), byOps(...inputs), { absolute: 5e-6 });
        const expected = gradientsOf(byOps, inputs, dy);
        gradientsOf(own, inputs, dy).forEach((gradient, i) =>
          expectTensorsClose(gradient, expected[i] as Tensor, { absolute: 3e-5 }),
        );
      });
    });
  },
);

const texts = segmentsOf([5, 20, -3, 9]);
const H = 2;
const D = 16;
const inputs = {
  query: random([texts.length, D], 1),
  key: random([texts.length, D], 2),
  value: random([texts.length, D], 3),
  segments: ints(texts),
};
const seed = ints([3, 8]);
const tokens = texts.flatMap((text, i) => [text, i - texts.indexOf(text)]);
const keys = tf.tensor2d(tokens, [texts.length, 2], 'int32');
afterAll(() => tf.dispose([inputs, seed, keys]));

test('queries of some tokens give their rows, and the gradients of them', () => {
  tf.tidy(() => {
    const places = ints([0, 5, 28, 0, 26]); // two texts' first tokens, one of them twice, another one, padding
    const dy = random([5, D], 5);
    for (const rate of [0, 0.3]) {
      const use = new Dropout(seed).of(keys).use(rate);
      const all = (query: Tensor, key: Tensor, value: Tensor): Tensor =>
        tf.gather(segmentAttention({ ...inputs, query, key, value }, { numHeads: H, dropout: use }), places);
      const some = (query: Tensor, key: Tensor, value: Tensor): Tensor =>
        segmentAttention(
          { ...inputs, query: tf.gather(query, places), key, value, places },
          { numHeads: H, dropout: use },
        );
      const qkv = [inputs.query, inputs.key, inputs.value] as const;
      expectTensorsClose(some(...qkv), all(...qkv), { absolute: 1e-6 });
      const expected = gradientsOf(all as never, qkv, dy);
      gradientsOf(some as never, qkv, dy).forEach((gradient, i) =>
        expectTensorsClose(gradient, expected[i] as Tensor, { absolute: 1e-6 }),
      );
    }
  });
});

test('the weights that dropout leaves are those of rows with padding', () => {
  tf.tidy(() => {
    const [length, first] = [20, 5];
    const row = (x: Tensor): Tensor =>
      tf.transpose(tf.reshape(tf.slice(x, [first, 0], [length, D]), [1, length, H, D / H]), [0, 2, 1, 3]);
    const contextsByOps = (query: Tensor, key: Tensor, value: Tensor): Tensor => {
      const scores = tf.mul(tf.matMul(row(query), row(key), false, true), 1 / Math.sqrt(D / H));
      const ofRow = new Dropout(seed).of(tf.slice(keys, [first, 0], [length, 2]));
      const weights = ofRow.apply(tf.softmax(scores), 0.25); // [1, H, T, T]
      return tf.reshape(tf.transpose(tf.matMul(weights, row(value)), [0, 2, 1, 3]), [length, D]);
    };
    const own = (query: Tensor, key: Tensor, value: Tensor): Tensor => {
      const dropout = new Dropout(seed).of(keys).use(0.25);
      const all = segmentAttention({ ...inputs, query, key, value }, { numHeads: H, dropout });
      return tf.slice(all, [first, 0], [length, D]);
    };
    const qkv = [inputs.query, inputs.key, inputs.value] as const;
    const dy = random([length, D], 6);
    expectTensorsClose(own(...qkv), contextsByOps(...qkv), { absolute: 2e-6 });
    const expected = gradientsOf(contextsByOps as never, qkv, dy);
    gradientsOf(own as never, qkv, dy).forEach((gradient, i) =>
      expectTensorsClose(gradient, expected[i] as Tensor, { absolute: 1e-5 }),
    );
  });
});

test('compiled, it gives the same', () => {
  const step = ({ query, key, value, segments, seed, keys }: Record<string, Tensor>): NamedTensors => {
    const attend = (q: Tensor, k: Tensor, v: Tensor): Tensor =>
      segmentAttention(
        { query: q, key: k, value: v, segments: segments as Tensor },
        { numHeads: H, dropout: new Dropout(seed).of(keys).use(0.2) },
      );
    const [dq, dk, dv] = gradientsOf(attend as never, [query, key, value] as Tensor[], query as Tensor);
    return {
      contexts: attend(query as Tensor, key as Tensor, value as Tensor),
      dq: dq as Tensor,
      dk: dk as Tensor,
      dv: dv as Tensor,
    };
  };
  expectCompiledEqualsEager(step as never, { ...inputs, seed, keys }, { relative: 1e-6 });
});

test('refuses sizes that don’t fit', () => {
  tf.tidy(() => {
    expect(() => segmentAttention({ ...inputs, segments: ints([0, 0]) }, { numHeads: H }).dataSync()).toThrow(
      'Expected queries [Q, H K], keys and values [n, KV K], and the text of each of n tokens',
    );
    const distances = { ofKeys: tf.zeros([2 * 19, D]) };
    expect(() => segmentAttention({ ...inputs, distances }, { numHeads: H }).dataSync()).toThrow(
      'Expected tables [2M, H K] for distances below M, no text of more than M tokens',
    );
    expect(() => segmentAttention({ ...inputs, places: ints([1]) }, { numHeads: H }).dataSync()).toThrow(
      'Expected a query for each token, or the place of each query',
    );
  });
});
