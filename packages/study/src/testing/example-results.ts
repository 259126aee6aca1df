import { codeVersion } from '../code/code-version.ts';
import { trialKey } from '../results/trial-key.ts';
import {
  checkOutcome,
  resultFormat,
  type DoneResult,
  type FailedResult,
  type ResultInputs,
  type TrialOutcome,
} from '../results/trial-result.ts';
import type { ResolvedTrial } from '@lamella/spec';

export const exampleInputs: ResultInputs = {
  code: codeVersion().version,
  model: 'm'.repeat(64),
  data: 'd'.repeat(64),
};

/** An outcome whose score depends on the trial alone, as that of a deterministic runner does. */
export function exampleOutcome(trial: ResolvedTrial, score = scoreOf(trial.id)): TrialOutcome {
  const { numLayers, selection } = trial;
  const layers = selection === null ? [] : [0, numLayers - 1];
  return {
    selection: {
      method: selection?.method ?? trial.tuning,
      layers,
      scores: trial.importance === null ? null : Array.from({ length: numLayers }, (_, l) => 1 / (l + 1)),
      oneHot: Array.from({ length: numLayers }, (_, l) => (layers.includes(l) ? '1' : '0')).join(''),
      importanceFile: trial.importance === null ? null : `${trial.task}-${trial.importance.method}-0123.json`,
    },
    parameters: { trainable: 1000, adapter: 600, head: 400, total: 50_000 },
    metrics: {
      primary: { name: 'accuracy', value: score },
      final: { accuracy: score },
      epochs: [{ epoch: 1, trainLoss: 0.5, seconds: 1, metrics: { accuracy: score } }],
    },
    predictions: { dev: { labels: [0, 1], predictions: [0, 1] } },
    cost: { steps: 10, secondsPerStep: 0.01, trainSeconds: 0.1, peakMemoryBytes: 2 ** 28, hasOwnPeak: true },
    hashes: { model: exampleInputs.model, data: exampleInputs.data },
    versions: { tensorflow: '2.0' },
  };
}

const run = {
  startedAt: '2030-01-01T00:00:00.000Z',
  seconds: 2,
  commit: 'c'.repeat(40),
  isDirty: false,
  host: { platform: 'linux-x64', cpu: 'cpu', cores: 2, memoryBytes: 2 ** 32, node: 'v20.0.0' },
  threads: 2,
};

function common(trial: ResolvedTrial, inputs: ResultInputs) {
  return { format: resultFormat, id: trial.id, key: trialKey(trial, inputs), trial, inputs, run } as const;
}

export function doneResult(
  trial: ResolvedTrial,
  options: { score?: number; inputs?: ResultInputs } = {},
): DoneResult {
  const { score, inputs = exampleInputs } = options;
  return { ...checkOutcome(exampleOutcome(trial, score)), ...common(trial, inputs), status: 'done' };
}

/** A result that knows how sure its selection is, and which layers have the same input for every sample. */
export function withConstantInputs(result: DoneResult, constantInputs: readonly number[]): DoneResult {
  const { selection, trial } = result;
  const zeros = new Array<number>(trial.numLayers).fill(0);
  const shares = { frequency: zeros, estimates: zeros, lower: zeros, upper: zeros };
  const certainty = {
    ...shares,
    margin: null,
    overlap: 1,
    undecided: [],
    constantInputs: [...constantInputs],
  };
  return { ...result, selection: { ...selection, certainty } };
}

export function failedResult(trial: ResolvedTrial, inputs = exampleInputs): FailedResult {
  const failure = {
    reason: 'out-of-memory',
    message: 'The worker ran out of memory',
    stack: null,
    log: ['bad_alloc'],
  } as const;
  return { ...common(trial, inputs), status: 'failed', failure: { ...failure, log: [...failure.log] } };
}

function scoreOf(id: string): number {
  return [...id].reduce((sum, letter, index) => (sum + letter.charCodeAt(0) * (index + 1)) % 1000, 0) / 1000;
}
