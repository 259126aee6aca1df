import { join } from 'node:path';
import { hashJson, UserError, warn } from '@lamella/core';
import { removeUnfinished, setAside } from '@lamella/files';
import type { LayerCertainty } from '@lamella/metrics';
import { readImportance, type StoredImportance, writeImportance } from '../results/importance-files.ts';
import type { ResolvedTrial } from '@lamella/spec';
import { keptWeights } from './kept-inputs.ts';
import { measureImportance } from './measure-importance.ts';
import type { TrialContext } from './trial-outcome.ts';
import type { TrialTask } from './trial-task.ts';

/** The model and data that are ready when importance is asked for. */
export interface PreparedTrial {
  readonly folder: string;
  readonly task: TrialTask;
  readonly hashes: { readonly model: string; readonly data: string; readonly code: string };
}

/** A trial whose layers are selected by their importance. */
type SelectingTrial = ResolvedTrial & { readonly importance: NonNullable<ResolvedTrial['importance']> };

/**
 * The importance that a trial selects by: read from its file, or measured and kept in one. The file's name is a hash of everything
 * that the values depend on (model, data, code, samples, method and its options), so that every N, rank and seed shares it. A file that
 * is damaged, or of something else than its name says, is set aside.
 *
 * @returns the values and the file's name; undefined if the selection needs none
 */
export async function findImportance(
  trial: ResolvedTrial,
  context: TrialContext,
  prepared: PreparedTrial,
): Promise<(StoredImportance & { readonly file: string }) | undefined> {
  if (!isSelecting(trial)) return undefined;
  const settings = trial.importance;
  const { hashes, task } = prepared;
  const file = `${trial.task}-${settings.method}-${hashJson({ hashes, task: trial.task, settings, numLabels: task.numLabels }).slice(0, 16)}.json`;
  const path = join(context.importanceFolder, file);
  const kept = readImportance(path);
  const problem = kept.kind === 'whole' ? findProblem(kept.value, trial, hashes) : undefined;
  if (kept.kind === 'whole' && problem === undefined) return { ...kept.value, file };
  const reason = kept.kind === 'damaged' ? kept.reason : problem;
  if (reason !== undefined) await setAside(path, reason, 'importance is measured again');
  const stored = await measure(trial, context, prepared);
  // Its measuring is claimed: nobody else writes it.
  await removeUnfinished(context.importanceFolder, file);
  await writeImportance(path, stored);
  return { ...stored, file };
}

function isSelecting(trial: ResolvedTrial): trial is SelectingTrial {
  return trial.importance !== null;
}

/** Why a file's values are not those of a trial. */
function findProblem(
  { values, method, task, settings, hashes }: StoredImportance,
  trial: SelectingTrial,
  expected: PreparedTrial['hashes'],
): string | undefined {
  if (values.length !== trial.numLayers)
    return `it has ${values.length} values for ${trial.numLayers} layers`;
  const found = hashJson({ method, task, settings, hashes });
  const wanted = { method: trial.importance.method, task: trial.task, settings: trial.importance };
  if (found === hashJson({ ...wanted, hashes: expected })) return undefined;
  return 'it belongs to another model, data, code or settings than its name says';
}

async function measure(
  trial: SelectingTrial,
  context: TrialContext,
  { folder, task, hashes }: PreparedTrial,
): Promise<StoredImportance> {
  const settings = trial.importance;
  const importance = measureImportance(settings, {
    modelFolder: folder,
    kept: keptWeights(context, hashes),
    numLabels: task.numLabels,
    kind: task.kind,
    examples: await task.encodeForImportance(settings),
    padId: task.padId,
    onBatch: (step) => context.onProgress({ phase: 'importance', step }),
  });
  for (const note of importance.notes) warn(`${trial.task}: ${note}`);
  const layer = importance.values.findIndex((value) => !Number.isFinite(value));
  if (layer >= 0)
    throw new UserError(
      `Expected finite values of importance (${settings.method}), got ${importance.values[layer]} at layer ${layer}: no layers can be selected by them.`,
    );
  const model = typeof trial.model === 'string' ? trial.model : trial.model.id;
  const { method, values, numSamples, seconds, certainty, heads, notes } = importance;
  return {
    ...{ method, values: [...values], numSamples, seconds },
    ...(certainty && { certainty: toStored(certainty) }),
    ...(heads && { heads: heads.map(({ seed, values }) => ({ seed, values: [...values] })) }),
    ...(notes.length > 0 && { notes: [...notes] }),
    ...{ model, task: trial.task, settings, hashes },
  };
}

type StoredCertainty = NonNullable<StoredImportance['certainty']>;

/** Six digits of what was drawn are more than it is known to. */
function toStored(certainty: LayerCertainty): StoredCertainty {
  const round = (values: readonly number[]): number[] => values.map((value) => Number(value.toPrecision(6)));
  const { estimates, lower, upper, floors, constantInputs, ...rest } = certainty;
  return {
    ...rest,
    ...{ estimates: round(estimates), lower: round(lower), upper: round(upper) },
    ...(floors && { floors: round(floors) }),
    constantInputs: [...constantInputs],
  };
}
