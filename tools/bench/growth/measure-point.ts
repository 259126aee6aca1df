import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startClock } from '../clock.ts';
import { readResult, runLamella } from '../programs.ts';
import type { PointWork } from './growth-axes.ts';

/** The figures of a point; predictions where there are any. */
export interface PointFigures {
  /** Of all threads and processes: what a busy machine falsifies least. */
  readonly cpuSeconds: number;
  /** By the clock. */
  readonly seconds: number;
  /** Of the largest process. */
  readonly peakMiB: number;
  readonly predictedCpuSeconds?: number;
  readonly predictedSeconds?: number;
  readonly predictedPeakMiB?: number;
}

/** Measures a point in processes of its own. */
export function measurePoint(work: PointWork, { steps }: { readonly steps: number }): PointFigures {
  return work.kind === 'step' ? measureStep(work.options, steps) : measureTrials(work);
}

/** A step of LoRA in all layers: the fastest by the clock, the median of CPU seconds. */
function measureStep(options: Readonly<Record<string, number>>, steps: number): PointFigures {
  const args = Object.entries({ ...options, steps }).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const output = runLamella(['bench', 'encoder', '--selected', 'all', ...args]);
  const figures = readResult(output) as Record<string, number>;
  const figure = (name: string): number => figures[name] ?? NaN;
  return {
    cpuSeconds: figure('stepCpuSeconds'),
    seconds: figure('fastestStepSeconds'),
    peakMiB: figure('peakRssMiB'),
    predictedCpuSeconds: figure('predictedStepCpuSeconds'),
    predictedSeconds: figure('predictedStepSeconds'),
    predictedPeakMiB: figure('predictedPeakMiB'),
  };
}

/** A sweep of LoRA over seeds, from the command to its end; the peak is that of the largest trial. */
function measureTrials({ rows, trials, workers }: Extract<PointWork, { kind: 'trials' }>): PointFigures {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-growth-'));
  try {
    const spec = join(folder, 'growth.yaml');
    writeFileSync(spec, stringify(sweepOf(rows, trials)));
    const elapsed = startClock();
    runLamella(['run', spec, '--no-figures', '--workers', String(workers), '--threads', '1'], {
      LAMELLA_RUNS_DIR: folder,
    });
    const { clock, processor } = elapsed();
    return {
      cpuSeconds: processor,
      seconds: clock,
      peakMiB: Math.max(...readPeaks(join(folder, 'growth'))),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @returns the spec of so many trials, which differ in their seeds */
export function sweepOf(rows: number, trials: number): object {
  return {
    name: 'growth',
    model: 'mini/roberta',
    data: { kind: 'mini-glue' },
    tasks: ['sst2'],
    rows: { train: rows },
    training: { epochs: 1, batchSize: 32, learningRate: 1e-3, maxLength: 64 },
    methods: { all: { title: 'LoRA, all layers', selection: 'all' } },
    sweep: { seed: Array.from({ length: trials }, (_, i) => i + 1) },
  };
}

function readPeaks(folder: string): number[] {
  return readdirSync(folder)
    .filter((file) => /-seed\d+\.json$/.test(file))
    .map((file) => {
      const { cost } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
        readonly cost: { readonly peakMemoryBytes: number };
      };
      return cost.peakMemoryBytes / 2 ** 20;
    });
}
