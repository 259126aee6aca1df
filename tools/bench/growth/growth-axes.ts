/** What is measured at a point: a training step by `lamella bench encoder`, or trials by `lamella run`. */
export type PointWork =
  | { readonly kind: 'step'; readonly options: Readonly<Record<string, number>> }
  | { readonly kind: 'trials'; readonly rows: number; readonly trials: number; readonly workers: number };

/** A point of an axis. */
export interface AxisPoint {
  readonly value: number;
  readonly work: PointWork;
}

/** A size that grows while all others stay. */
export interface GrowthAxis {
  readonly name: string;
  /** With its letter, if it has one. */
  readonly title: string;
  /** The exponents to be expected, and what bends the curves. */
  readonly expected: { readonly time: string; readonly memory: string; readonly bends: string };
  readonly points: readonly AxisPoint[];
}

/** An encoder's step that takes a tenth of a second or so. */
const STEP: Readonly<Record<'layers' | 'hidden' | 'batch' | 'tokens' | 'rank', number>> = {
  layers: 4,
  hidden: 256,
  batch: 8,
  tokens: 128,
  rank: 8,
};
const HEAD_SIZE = 64;

function stepAxis(name: keyof typeof STEP, values: readonly number[]): readonly AxisPoint[] {
  return values.map((value) => {
    const changed: Readonly<Record<string, number>> = { [name]: value };
    const sizes = { ...STEP, ...changed };
    const derived = { heads: sizes.hidden / HEAD_SIZE, ffn: 4 * sizes.hidden };
    return { value, work: { kind: 'step', options: { ...sizes, ...derived } } };
  });
}

/** Trials of a small model on a synthetic task. */
const TRIALS = { rows: 200, trials: 2, workers: 1 };

function trialAxis(
  name: keyof typeof TRIALS,
  values: readonly number[],
  base = TRIALS,
): readonly AxisPoint[] {
  return values.map((value) => ({ value, work: { kind: 'trials', ...base, [name]: value } }));
}

/** The axes, five points each. */
export const growthAxes: readonly GrowthAxis[] = [
  {
    name: 'layers',
    title: 'layers (L)',
    expected: {
      time: '1',
      memory: '0 to 1',
      bends: 'embeddings and the process itself, which do not grow',
    },
    points: stepAxis('layers', [2, 4, 8, 16, 32]),
  },
  {
    name: 'hidden',
    title: 'hidden size (D)',
    expected: {
      time: '1 to 2',
      memory: '0 to 2',
      bends: 'products grow by D², all else by D; small products reach a lower rate',
    },
    points: stepAxis('hidden', [64, 128, 256, 512, 1024]),
  },
  {
    name: 'tokens',
    title: 'tokens of a text (T)',
    expected: { time: '1 to 2', memory: '0 to 2', bends: 'attention grows by T², all else by T' },
    points: stepAxis('tokens', [32, 64, 128, 256, 512]),
  },
  {
    name: 'batch',
    title: 'texts in a batch (B)',
    expected: {
      time: '1',
      memory: '0 to 1',
      bends: 'the cost per op, updates and weights, which do not grow; small products reach a lower rate',
    },
    points: stepAxis('batch', [2, 4, 8, 16, 32]),
  },
  {
    name: 'examples',
    title: 'training examples',
    expected: {
      time: '0 to 1',
      memory: '0',
      bends: 'start and compilation, which do not grow; encoded texts take half a kB each',
    },
    points: trialAxis('rows', [200, 400, 800, 1600, 3200], { ...TRIALS, trials: 1 }),
  },
  {
    name: 'trials',
    title: 'trials of a sweep',
    expected: {
      time: '0 to 1',
      memory: '0',
      bends: 'start, reading and compilation, which trials share; a worker runs them one after another',
    },
    points: trialAxis('trials', [1, 2, 4, 8, 16]),
  },
  {
    name: 'workers',
    title: 'workers',
    expected: {
      time: '0 (seconds by the clock: -1 up to the number of cores)',
      memory: '0 (of each worker)',
      bends: 'each worker starts and compiles for itself',
    },
    points: trialAxis('workers', [1, 2, 3, 4, 6], { ...TRIALS, trials: 12 }),
  },
];
