import { formatMebibytes } from '@lamella/planning';
import { formatDuration } from '@lamella/runners';
import { DATA_SIZES, type ResolvedTrial } from '@lamella/spec';
import { type LedgerLine, methodsOf, readTrials } from '@lamella/study';

/** The most that the trials which a line of the ledger lacks would take on this machine, without the answers that they write. */
export interface LineCost {
  readonly trials: number;
  /** Undefined where the size of the data isn't known. */
  readonly seconds: number | undefined;
  readonly peakBytes: number;
}

/**
 * Predicts what the missing results of lines would take at most. Loads the engine, and calibrates the machine unless that is done. Every
 * LoRA counts as one in all layers, of the greatest rank that there is: which layers a measure selects isn't known, and a step of a
 * model of 7 billion parameters takes seconds to predict.
 */
export async function predictLines(
  lines: readonly LedgerLine[],
  project: string,
): Promise<Map<LedgerLine, LineCost>> {
  const { costPredictor, predictTrial } = await import('@lamella/planning/cost');
  const predict = await costPredictor();
  const costs = new Map<LedgerLine, LineCost>();
  // Where a model is a folder, nobody knows which.
  const priced = lines.filter(({ state, experiment }) => state === 'not run' && !experiment.command);
  for (const line of priced) {
    const { trials, config } = await readTrials(line.experiment, project);
    const wanted = trialsOfLine(line, trials);
    const predicted = wanted.map((trial) => {
      const size = sizeOf(trial);
      // Without a size the memory of a step is known, and no more.
      const facts = { config, numTrain: size?.train ?? 1, numScored: size?.scored ?? 0 };
      return { ...predictTrial(inAllLayers(trial, trials), facts, predict), isSized: size !== undefined };
    });
    // A variant's command runs them with and without it.
    const runs = line.claim.kind === 'variant' ? 2 : 1;
    costs.set(line, {
      trials: runs * wanted.length,
      seconds: predicted.every(({ isSized }) => isSized)
        ? runs * predicted.reduce((sum, { seconds = 0 }) => sum + seconds, 0)
        : undefined,
      peakBytes: Math.max(0, ...predicted.map(({ peakBytes = 0 }) => peakBytes)),
    });
  }
  return costs;
}

function inAllLayers(trial: ResolvedTrial, trials: readonly ResolvedTrial[]): ResolvedTrial {
  if (trial.tuning !== 'lora') return trial;
  const rank = Math.max(...trials.map(({ adapter }) => adapter?.rank ?? 0));
  return { ...trial, selection: { method: 'all' }, adapter: { ...trial.adapter, rank } };
}

/** The trials that the command of a line runs. */
function trialsOfLine({ claim }: LedgerLine, trials: readonly ResolvedTrial[]): ResolvedTrial[] {
  if (claim.kind === 'parameters') return [];
  const methods = methodsOf(claim);
  return trials.filter(
    ({ method, task, seed }) =>
      methods.includes(method) && (claim.kind !== 'layers' || (task === claim.task && seed === 0)),
  );
}

function sizeOf({ task, data, rows }: ResolvedTrial): { train: number; scored?: number } | undefined {
  const isPapers = typeof data === 'object' && data.kind === 'hub';
  const size = isPapers ? DATA_SIZES[task] : undefined;
  const train = typeof rows.train === 'number' ? Math.min(rows.train, size?.train ?? Infinity) : size?.train;
  return train === undefined
    ? undefined
    : { train, ...(size?.scored !== undefined && { scored: size.scored }) };
}

/** A cost in words: `12 trials, at most 3 h 00 min, 5,120 MiB`. */
export function describeLineCost({ trials, seconds, peakBytes }: LineCost): string {
  const time = seconds === undefined ? 'time unknown' : `at most ${formatDuration(seconds)}`;
  return `${trials} ${trials === 1 ? 'trial' : 'trials'}, ${time}, ${formatMebibytes(peakBytes)} MiB`;
}
