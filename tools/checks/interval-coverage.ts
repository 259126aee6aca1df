/**
 * Counts how often the intervals of importance hold the value of the whole population, and how often a selection that is
 * called decided is wrong, on populations whose CKA is known in closed form.
 *
 *     node --import tsx tools/checks/interval-coverage.ts [REPETITIONS, 300 if left out]
 *
 * Layer l turns x into y = A x + noise; of Gaussian features CKA is ‖Σxy‖² / (‖Σxx‖ ‖Σyy‖). Heavy tails (Student's t with
 * 6 degrees of freedom, one factor for a whole sample) scale all covariances alike, so that the value is the same.
 */
import { Random } from '@lamella/core';
import { bootstrapLayers, type Matrix, mean, type SampleEffects, selectionCertainty } from '@lamella/metrics';
import { forwardImportance, selectLayers } from '@lamella/metrics/selection';

const repetitions = Number(process.argv[2] ?? 300);
const size = 24;
const noises = [0.25, 0.5, 0.55, 0.9];
const random = new Random('interval-coverage');

/** One linear map per layer, [D, D]. */
const maps = noises.map(() =>
  Float64Array.from({ length: size ** 2 }, () => random.normal() / Math.sqrt(size)),
);
/** Standard deviations of the features: a spectrum that falls off, as that of real ones does. */
const scales = Float64Array.from({ length: size }, (_, i) => (i + 1) ** -0.7);
const truth = importanceOfPopulation();

for (const degrees of [Infinity, 6]) {
  console.log(`\n${degrees === Infinity ? 'Gaussian' : 'heavy-tailed'} features, ${repetitions} repetitions`);
  console.log(
    'samples  interval holds the truth  1 - CKA, error  without bias, error  decided  decided and wrong',
  );
  for (const numSamples of [16, 32, 64, 128, 256, 512]) console.log(summarise(numSamples, degrees));
}

/** 1 − CKA of the population, layer by layer, by passing covariances through the layers. */
function importanceOfPopulation(): number[] {
  let covariance = diagonal(scales.map((scale) => scale ** 2));
  return maps.map((map, l) => {
    const cross = multiply(covariance, transpose(map));
    const next = multiply(map, cross).map((value, i) => value + (i % (size + 1) === 0 ? noiseOf(l) ** 2 : 0));
    const cka = squared(cross) / Math.sqrt(squared(covariance) * squared(next));
    covariance = next;
    return 1 - cka;
  });
}

function summarise(numSamples: number, degrees: number): string {
  const runs = Array.from({ length: repetitions }, () => measure(numSamples, degrees));
  const share = (count: number, of: number): string => `${((100 * count) / of).toFixed(1)} %`;
  const held = runs.reduce((sum, run) => sum + run.held, 0);
  const decided = runs.filter((run) => run.isDecided);
  const error = (key: 'plain' | 'estimates'): string =>
    mean(runs.flatMap((run) => run[key].map((value, l) => value - (truth[l] ?? NaN)))).toFixed(4);
  return [
    String(numSamples).padStart(7),
    share(held, repetitions * noises.length).padStart(24),
    error('plain').padStart(14),
    error('estimates').padStart(19),
    share(decided.length, repetitions).padStart(7),
    share(decided.filter((run) => run.isWrong).length, repetitions).padStart(17),
  ].join('  ');
}

function measure(numSamples: number, degrees: number) {
  const states = draw(numSamples, degrees);
  const cka = forwardImportance('cka').measure();
  cka.add(states);
  const plain = cka.values().map((value) => 1 - value);
  const certainty = bootstrapLayers(cka.effects() as SampleEffects, { seed: random.uint32() });
  const { estimates, lower, upper } = certainty;
  const request = { method: 'cka', numLayers: noises.length, count: 2 };
  const { undecided } = selectionCertainty({ ...request, scores: plain }, certainty);
  const selected = (scores: readonly number[]): string => selectLayers({ ...request, scores }).oneHot;
  return {
    plain,
    estimates,
    held: truth.filter((value, l) => (lower[l] ?? NaN) <= value && value <= (upper[l] ?? NaN)).length,
    isDecided: undecided.length === 0,
    isWrong: selected(plain) !== selected(truth),
  };
}

/** The representations of new samples, [L + 1][n, D]. */
function draw(numSamples: number, degrees: number): Matrix[] {
  const states = [...maps, maps[0]].map(() => new Float32Array(numSamples * size));
  for (let row = 0; row < numSamples; row++) {
    const tail = degrees === Infinity ? 1 : Math.sqrt(degrees / chiSquared(degrees));
    let x = scales.map((scale) => tail * scale * random.normal());
    states[0]?.set(x, row * size);
    maps.forEach((map, l) => {
      const before = x;
      x = Float64Array.from({ length: size }, (_, i) => {
        const sum = before.reduce((total, value, j) => total + (map[i * size + j] ?? NaN) * value, 0);
        return sum + tail * noiseOf(l) * random.normal();
      });
      states[l + 1]?.set(x, row * size);
    });
  }
  return states.map((data) => ({ rows: numSamples, columns: size, data }));
}

/** The noise of a layer's outputs, in the units of the spectrum. */
function noiseOf(layer: number): number {
  return 0.3 * (noises[layer] ?? NaN);
}

function chiSquared(degrees: number): number {
  return Array.from({ length: degrees }, () => random.normal() ** 2).reduce((a, b) => a + b);
}

function diagonal(values: Float64Array): Float64Array {
  const result = new Float64Array(values.length ** 2);
  values.forEach((value, i) => (result[i * (values.length + 1)] = value));
  return result;
}

function transpose(a: Float64Array): Float64Array {
  return a.map((_, i) => a[(i % size) * size + Math.floor(i / size)] ?? NaN);
}

function multiply(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    let sum = 0;
    for (let k = 0; k < size; k++) sum += (a[i * size + k] ?? NaN) * (b[k * size + j] ?? NaN);
    return sum;
  });
}

function squared(a: Float64Array): number {
  return a.reduce((sum, value) => sum + value ** 2, 0);
}
