import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readTask } from '@lamella/adapters/notes';
import { errorCode, fileSystemError } from '@lamella/files';
import { scoreMetric } from '@lamella/metrics';
import { type Keep, modelLabel, type ResolvedTrial } from '@lamella/spec';
import type { ResultStore } from '../results/result-store.ts';
import { isWhole, type KeptRecord } from './kept-record.ts';
import { pythonLines } from './python-lines.ts';

/** Weights of a trial that are on the disk. */
export interface KeptTrial {
  readonly id: string;
  readonly model: string;
  readonly task: string;
  readonly method: string;
  readonly kind: KeptRecord['kind'];
  readonly folder: string;
  /** The primary score. */
  readonly score: { readonly name: string; readonly value: number | null };
  /** Lines of Python that load them. */
  readonly python: readonly string[];
}

/** The folder of a trial's weights in the folder of a run. */
export function keptFolder(runFolder: string, id: string): string {
  return join(runFolder, 'adapters', id);
}

/**
 * Removes the weights that `keep: best` does without: of each model, task and method all but those of the trial with the best
 * primary score, the first of equals. What is best is whole before anything is removed. Otherwise everything stays, also what
 * was kept before `keep: none`.
 *
 * @returns what is there, in the order of the trials
 */
export async function settleKept(
  store: ResultStore,
  trials: readonly ResolvedTrial[],
  keep: Keep,
): Promise<readonly KeptTrial[]> {
  const kept = await findKept(store, trials);
  if (keep !== 'best') return kept;
  const best = new Map<string, KeptTrial>();
  for (const one of kept) {
    const other = best.get(groupOf(one));
    if (other === undefined || isBetter(one, other)) best.set(groupOf(one), one);
  }
  const [left, dropped] = [true, false].map((isBest) =>
    kept.filter((one) => (best.get(groupOf(one)) === one) === isBest),
  );
  for (const { folder } of dropped ?? []) await rm(folder, { recursive: true, force: true });
  return left ?? [];
}

/** The trials that a trial competes with under `keep: best`, itself among them. */
export function rivalsOf(trial: ResolvedTrial, trials: readonly ResolvedTrial[]): readonly ResolvedTrial[] {
  const { task, method } = trial;
  const label = modelLabel(trial.model);
  return trials.filter(
    (one) => one.task === task && one.method === method && modelLabel(one.model) === label,
  );
}

/**
 * Methods on tasks whose adapter trials are done, and of which no weights are there: they were trained before runs kept any, with
 * `keep: none`, or other settings have taken their place.
 *
 * @returns such as `cka on sst2`, each once
 */
export function methodsWithoutWeights(
  store: ResultStore,
  trials: readonly ResolvedTrial[],
  kept: readonly KeptTrial[],
): readonly string[] {
  const there = new Set(kept.map(groupOf));
  const without = new Set<string>();
  for (const { id, tuning, task, method, model } of trials) {
    const name = `${method} on ${task}`;
    if (tuning !== 'lora' || without.has(name)) continue;
    const isKept = there.has(groupOf({ task, method, model: modelLabel(model) }));
    if (!isKept && store.read(id)?.status === 'done') without.add(name);
  }
  return [...without];
}

/** The trials whose weights are there as their results say, in the order given. */
async function findKept(store: ResultStore, trials: readonly ResolvedTrial[]): Promise<KeptTrial[]> {
  const found: KeptTrial[] = [];
  const names = await namesIn(dirname(keptFolder(store.folder, '-')));
  for (const { id } of trials) {
    // Of most trials of a sweep nothing is kept: their results need not be read.
    if (!names.has(id)) continue;
    const result = store.read(id);
    if (result?.status !== 'done' || result.kept === undefined) continue;
    const folder = keptFolder(store.folder, id);
    const note = (await isWhole(folder, result.kept)) ? readTask(folder) : undefined;
    if (note === undefined) continue;
    const { kind, base } = result.kept;
    const { model, task, method } = result.trial;
    found.push({
      ...{ id, model: modelLabel(model), task, method, kind, folder },
      score: result.metrics.primary,
      python: pythonLines(folder, { kind, base, note }),
    });
  }
  return found;
}

async function namesIn(folder: string): Promise<ReadonlySet<string>> {
  try {
    return new Set(await readdir(folder));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return new Set();
    throw fileSystemError(error, 'read', folder);
  }
}

function groupOf({ model, task, method }: Pick<KeptTrial, 'model' | 'task' | 'method'>): string {
  return JSON.stringify([model, task, method]);
}

/** Whether one trial's primary score is better than another's of the same metric; an undefined one is the worst. */
export function isBetter({ score: { name, value } }: KeptTrial, { score: other }: KeptTrial): boolean {
  if (value === null || other.value === null) return value !== null;
  return scoreMetric(name).better === 'lower' ? value < other.value : value > other.value;
}
