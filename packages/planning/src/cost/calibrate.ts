import {
  Bfloat16Weight,
  compile,
  type CompileOptions,
  type MatmulPrecision,
  type NamedTensors,
  statelessUniform,
  type Tensor,
  tf,
  Variable,
} from '@lamella/engine';
import { median } from '@lamella/metrics';
import { type Calibration, type Duration, type ProductRates, rateAt, type RatePoint } from './calibration.ts';
import type { TrafficKind } from './operation-work.ts';

/** Ops of a kind in one compiled step, on values of their own: in a training step values are used once or twice as well. */
const COPIES = 4;
/** Operations from which on a product is timed alone: a short run is disturbed least. */
const LARGE_PRODUCT = 2e8;
/** A repetition is short: what else the machine does disturbs some, and the fastest counts. */
const MIN_REPETITIONS = 5;
const SECONDS = 0.04;
/** [rows, columns] of the values that memory traffic is measured with. */
const SHAPES = [
  [64, 64],
  [256, 256],
  [1024, 768],
  [4096, 1024],
] as const;

/** Measures this machine's rates; takes a few seconds. */
export function calibrate(): Calibration {
  const rates = Object.entries(KINDS).map(
    ([kind, op]) => [kind, SHAPES.map((shape) => measureTraffic(op, shape))] as const,
  );
  const traffic = {
    ...(Object.fromEntries(rates) as Record<ProbedKind, RatePoint[]>),
    update: SHAPES.map(measureUpdate),
  };
  return {
    perOperation: measureOverhead(),
    products: {
      float32: measureProducts('float32', traffic.cast),
      bfloat16: measureProducts('bfloat16', traffic.cast),
    },
    traffic,
  };
}

type ProbedKind = Exclude<TrafficKind, 'update'>;

/** An op, and how many bytes it reads and writes per element of its input. */
interface KindProbe {
  readonly bytesPerElement: number;
  readonly apply: (x: Tensor, y: Tensor) => Tensor;
}

const roundTrip = (x: Tensor): Tensor => Bfloat16Weight.fromTensor(x).value();

const KINDS: Readonly<Record<ProbedKind, KindProbe>> = {
  map: { bytesPerElement: 12, apply: (x, y) => tf.add(x, y) },
  exp: { bytesPerElement: 8, apply: (x) => tf.exp(x) },
  erf: { bytesPerElement: 8, apply: (x) => tf.erf(x) },
  softmax: { bytesPerElement: 8, apply: (x) => tf.softmax(x) },
  cast: { bytesPerElement: 12, apply: roundTrip },
  transpose: {
    bytesPerElement: 8,
    // As heads are put before tokens: [rows, columns / 64, 64] to [columns / 64, rows, 64].
    apply: (x) =>
      tf.transpose(tf.reshape(x, [x.shape[0] ?? 0, -1, Math.min(64, x.shape[1] ?? 0) / 2]), [1, 0, 2]),
  },
  reduce: { bytesPerElement: 4, apply: (x) => tf.sum(x, 1) },
  copy: { bytesPerElement: 8, apply: (x) => tf.concat([x, tf.zeros([1, x.shape[1] ?? 0])], 0) },
  random: {
    bytesPerElement: 4,
    apply: (x) => statelessUniform([...x.shape], tf.cast(tf.slice(tf.reshape(x, [-1]), [0], [2]), 'int32')),
  },
};

function measureTraffic({ apply, bytesPerElement }: KindProbe, shape: readonly [number, number]): RatePoint {
  const values = (): NamedTensors =>
    Object.fromEntries(Array.from({ length: COPIES + 1 }, (_, i) => [`x${i}`, uniform(shape)]));
  const seconds = timeStep(values(), (inputs) => {
    const list = Object.values(inputs);
    return list.slice(1).map((x, i) => apply(x, list[i] ?? x));
  });
  const size = bytesPerElement * shape[0] * shape[1];
  return { size, ...ratesOf(COPIES * size, seconds) };
}

/** Adding to a variable: reads both, writes one. */
function measureUpdate(shape: readonly [number, number]): RatePoint {
  const variable = new Variable('calibration', shape);
  const seconds = timeStep({ x: uniform(shape) }, ({ x }) => {
    variable.assignAdd(x as Tensor);
    return [tf.slice(x as Tensor, [0, 0], [1, 1])];
  });
  variable.dispose();
  const size = 12 * shape[0] * shape[1];
  return { size, ...ratesOf(size, seconds) };
}

function measureOverhead(): Duration {
  const length = 256;
  const seconds = timeStep({ x: tf.ones([4]), y: tf.ones([4]) }, ({ x, y }) => {
    let sum = x as Tensor;
    for (let i = 0; i < length; i++) sum = i % 2 === 0 ? tf.mul(sum, y as Tensor) : tf.add(sum, y as Tensor);
    return [sum];
  });
  return { wall: seconds.wall / length, cpu: seconds.cpu / length };
}

interface ProductShape {
  readonly batch: number;
  readonly rows: number;
  readonly length: number;
  readonly columns: number;
}

function measureProducts(precision: MatmulPrecision, casts: readonly RatePoint[]): ProductRates {
  const single = [8, 64, 256, 768].map((columns) => {
    const shape = { batch: 1, rows: 1024, length: 768, columns };
    return { size: columns, ...productRate(shape, precision, casts) };
  });
  const batched = [
    { batch: 32, rows: 32, length: 16, columns: 32 },
    { batch: 96, rows: 128, length: 64, columns: 128 },
    { batch: 9, rows: 512, length: 64, columns: 512 },
  ].map((shape) => ({
    size: 2 * shape.rows * shape.length * shape.columns,
    ...productRate(shape, precision, casts),
  }));
  return { single, batched, latency: measureLatency(single, precision) };
}

/** The widths of square matrices that are multiplied with, one after another. */
const CHAINED = [64, 128, 256];
const [CHAIN_ROWS, CHAIN_LENGTH] = [1024, 16];

/** What products in a chain take by the clock, less what they would without waiting: the median of some sizes. */
function measureLatency(single: readonly RatePoint[], matmulPrecision: MatmulPrecision): number {
  const waits = CHAINED.map((width) => {
    const inputs = { x: uniform([CHAIN_ROWS, width]), w: uniform([width, width]) };
    const chain = ({ x, w }: NamedTensors): readonly Tensor[] => {
      let product = x as Tensor;
      for (let i = 0; i < CHAIN_LENGTH; i++) product = tf.matMul(product, w as Tensor, false, true);
      return [tf.slice(product, [0, 0], [1, 1])];
    };
    const { wall } = timeStep(inputs, chain, { matmulPrecision });
    return wall / CHAIN_LENGTH - (2 * CHAIN_ROWS * width ** 2) / rateAt(single, width).wall;
  });
  return Math.max(0, median(waits));
}

/** X Yᵀ, as linear maps and attention have it; in bfloat16 of values that are held so, less the cast of the results. */
function productRate(
  { batch, rows, length, columns }: ProductShape,
  precision: MatmulPrecision,
  castRates: readonly RatePoint[],
): Duration {
  const copies = 2 * batch * rows * length * columns > LARGE_PRODUCT ? 1 : COPIES;
  const held = (shape: [number, number, number]): Held => hold(uniform(shape), precision);
  const left = Array.from({ length: copies }, () => held([batch, rows, length]));
  const right = held([batch, columns, length]);
  const seconds = timeStep({ seed: tf.scalar(1) }, () =>
    left.map((x) => tf.slice(tf.matMul(x.value(), right.value(), false, true), [0, 0, 0], [1, 1, 1])),
  );
  for (const { dispose } of [...left, right]) dispose();
  const castBytes = precision === 'bfloat16' ? 6 * batch * rows * columns : 0;
  const cast = rateAt(castRates, castBytes);
  const less = (total: number, rate: number): number =>
    Math.max(total - (copies * castBytes) / rate, total / 4);
  return ratesOf(copies * 2 * batch * rows * length * columns, {
    wall: less(seconds.wall, cast.wall),
    cpu: less(seconds.cpu, cast.cpu),
  });
}

function ratesOf(work: number, { wall, cpu }: Duration): Duration {
  return { wall: work / wall, cpu: work / cpu };
}

/** Random numbers in ±0.5, made by an op. */
function uniform(shape: readonly number[]): Tensor {
  return tf.tidy(() => tf.sub(statelessUniform(shape, tf.tensor1d([1, shape.length], 'int32')), 0.5));
}

interface Held {
  readonly value: () => Tensor;
  readonly dispose: () => void;
}

/** Takes a tensor over, as a model holds a frozen weight. */
function hold(tensor: Tensor, precision: MatmulPrecision): Held {
  if (precision === 'float32') return { value: () => tensor, dispose: () => tensor.dispose() };
  const weight = Bfloat16Weight.fromTensor(tensor);
  tensor.dispose();
  return { value: () => weight.value(), dispose: () => weight.dispose() };
}

/** The fastest of some runs of a compiled step by the clock, and the median of their CPU seconds. The inputs are taken over. */
function timeStep(
  inputs: NamedTensors,
  build: (inputs: NamedTensors) => readonly Tensor[],
  options: Pick<CompileOptions, 'matmulPrecision'> = {},
): Duration {
  const step = compile(
    (values: NamedTensors) => Object.fromEntries(build(values).map((value, i) => [`y${i}`, value])),
    { name: 'calibrate', ...options },
  );
  const run = (): Duration => {
    const [begin, before] = [performance.now(), process.cpuUsage()];
    const outputs = step.run(inputs);
    const { user, system } = process.cpuUsage(before);
    const wall = (performance.now() - begin) / 1000;
    tf.dispose(Object.values(outputs));
    return { wall, cpu: (user + system) / 1e6 };
  };
  try {
    run(); // compiles
    const times: Duration[] = [];
    for (let sum = 0; times.length < MIN_REPETITIONS || sum < SECONDS; sum += times.at(-1)?.wall ?? SECONDS)
      times.push(run());
    return { wall: Math.min(...times.map(({ wall }) => wall)), cpu: median(times.map(({ cpu }) => cpu)) };
  } finally {
    step.dispose();
    tf.dispose(Object.values(inputs));
  }
}
