import { collectGarbage, Random } from '@lamella/core';
import { currentBinding, DataType, typeAttribute } from '../native/binding.ts';
import {
  compile,
  Dropout,
  executeWithVariables,
  type NamedTensors,
  Parameter,
  type Tensor,
  tf,
  valueAndGradients,
  Variable,
} from '../index.ts';

const [BATCH, TOKENS, HIDDEN, FFN, VOCABULARY, CLASSES, LAYERS] = [4, 16, 32, 64, 100, 3, 2];
const NUM_STEPS = 1000;
const WARM_UP = 250;
const WINDOW = 75;
/** RSS may grow by this much per window of steps: one activation leaked in each step would be 0.59 MiB. */
const MAX_GROWTH_MIB = 0.4;

const random = new Random('training-leaks');
const parameters: Parameter[] = [];

function weight(...shape: number[]): Parameter {
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => 0.1 * random.normal());
  const parameter = new Parameter(`weight ${parameters.length}`, tf.tensor(values, shape));
  parameter.makeTrainable();
  parameters.push(parameter);
  return parameter;
}

/**
 * What RSS grows by per window of steps: the median over the windows after the warm-up. A leak is in each of them;
 * a heap that V8 or the allocator enlarges once is in one.
 */
function growthPerWindow(residentMiB: readonly number[]): number {
  const windows = Array.from({ length: (NUM_STEPS - WARM_UP) / WINDOW }, (_, i) =>
    residentMiB.slice(WARM_UP + i * WINDOW, WARM_UP + (i + 1) * WINDOW),
  );
  const least = windows.map((values) => Math.min(...values)); // garbage waiting to be collected is no leak
  const growths = least.slice(1).map((value, i) => value - (least[i] ?? NaN));
  return growths.toSorted((a, b) => a - b)[Math.floor(growths.length / 2)] ?? NaN;
}

const matMul = (a: Tensor, b: Tensor, isTransposed = false): Tensor =>
  tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D, false, isTransposed);

function normalise(x: Tensor): Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  return tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5)));
}

/** Self-attention and a gated MLP, with dropout. [B·T, D] -> [B·T, D] */
function createLayer(): (x: Tensor, dropout: Dropout) => Tensor {
  const [query, key, value] = [weight(HIDDEN, HIDDEN), weight(HIDDEN, HIDDEN), weight(HIDDEN, HIDDEN)];
  const [up, gate, down] = [weight(HIDDEN, FFN), weight(HIDDEN, FFN), weight(FFN, HIDDEN)];
  return (x, dropout) => {
    const heads = [query, key, value].map((one) =>
      tf.reshape(matMul(x, one.value()), [BATCH, TOKENS, HIDDEN]),
    );
    const [q, k, v] = heads as [Tensor, Tensor, Tensor];
    const attention = dropout.apply(tf.softmax(matMul(tf.mul(q, HIDDEN ** -0.5), k, true)), 0.1);
    const middle = normalise(tf.add(x, tf.reshape(matMul(attention, v), [BATCH * TOKENS, HIDDEN])));
    const inner = tf.mul(matMul(middle, up.value()), tf.sigmoid(matMul(middle, gate.value())));
    return normalise(tf.add(middle, dropout.apply(matMul(inner, down.value()), 0.1)));
  };
}

/** A training step of a small encoder: forward, backward, Adam with decoupled weight decay. */
function createStep() {
  const embeddings = weight(VOCABULARY, HIDDEN);
  const layers = Array.from({ length: LAYERS }, createLayer);
  const head = weight(HIDDEN, CLASSES);
  const loss = ({ ids, labels, seed }: NamedTensors): Tensor => {
    const dropout = new Dropout(seed);
    const start = tf.gather(embeddings.value(), ids as tf.Tensor1D);
    const hidden = layers.reduce((x, layer) => layer(x, dropout), start);
    const pooled = tf.mean(tf.reshape(hidden, [BATCH, TOKENS, HIDDEN]), 1);
    const target = tf.oneHot(labels as tf.Tensor1D, CLASSES);
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(matMul(pooled, head.value())), target), -1)));
  };
  const moments = parameters.map(({ name, shape }) => [
    new Variable(`${name}/m`, shape),
    new Variable(`${name}/v`, shape),
  ]);
  const flags = ['use_locking', 'use_nesterov'].map((name) => ({
    name,
    type: currentBinding().TF_ATTR_BOOL,
    value: false,
  }));
  const attributes = [typeAttribute('T', DataType.float32), ...flags];
  const step = compile(
    (inputs: NamedTensors) => {
      const { value, gradients } = valueAndGradients(() => loss(inputs), parameters);
      parameters.forEach((parameter, i) => {
        const variable = parameter.variable();
        variable.assignSub(tf.mul(variable.read(), 1e-5));
        const numbers = [0, 0, 1e-3, 0.9, 0.999, 1e-8].map((number) => tf.scalar(number));
        const all = [variable, ...(moments[i] ?? [])];
        executeWithVariables('ResourceApplyAdam', all, {
          inputs: [...numbers, gradients[i] as Tensor],
          attributes,
        });
      });
      return { loss: value };
    },
    { name: 'train' },
  );
  const dispose = (): void => {
    for (const owner of [step, ...parameters, ...moments.flat()]) owner.dispose();
  };
  return { step, dispose };
}

test(`${NUM_STEPS} training steps leave no tensors, and RSS stays flat`, () => {
  const before = { tensors: tf.memory().numTensors, handles: currentBinding().getNumOfTensors() };
  const { step, dispose } = createStep();
  const counts = new Set<string>();
  const residentMiB: number[] = [];
  const losses: number[] = [];
  for (let i = 0; i < NUM_STEPS; i++) {
    // A collector that lags behind on a busy machine is no leak.
    if (i >= WARM_UP && (i - WARM_UP) % WINDOW === 0) collectGarbage();
    // Class c's texts are of every third token, from c on.
    const labels = Array.from({ length: BATCH }, () => random.int(CLASSES));
    const ids = labels.flatMap((label) => Array.from({ length: TOKENS }, () => 3 * random.int(33) + label));
    const inputs = {
      ids: tf.tensor1d(ids, 'int32'),
      labels: tf.tensor1d(labels, 'int32'),
      seed: tf.tensor1d([7, i], 'int32'),
    };
    const { loss } = step.run(inputs);
    losses.push(loss.dataSync()[0] ?? NaN);
    tf.dispose([inputs, loss]);
    counts.add(`${tf.memory().numTensors} ${currentBinding().getNumOfTensors()}`);
    residentMiB.push(process.memoryUsage.rss() / 2 ** 20);
  }
  dispose();
  expect(counts.size).toBe(1);
  expect({ tensors: tf.memory().numTensors, handles: currentBinding().getNumOfTensors() }).toEqual(before);
  expect(Math.max(...losses.slice(-20))).toBeLessThan(0.5); // it does learn; chance is ln 3
  expect(growthPerWindow(residentMiB)).toBeLessThan(MAX_GROWTH_MIB);
});

test('a heap enlarged once is no growth, an activation lost in each step is', () => {
  const steps = Array.from({ length: NUM_STEPS }, (_, i) => i);
  expect(growthPerWindow(steps.map((i) => (i < 600 ? 460 : 476)))).toBe(0);
  const activationMiB = (BATCH * TOKENS * HIDDEN * Float32Array.BYTES_PER_ELEMENT) / 2 ** 20;
  expect(growthPerWindow(steps.map((i) => 460 + i * activationMiB))).toBeGreaterThan(MAX_GROWTH_MIB);
});
