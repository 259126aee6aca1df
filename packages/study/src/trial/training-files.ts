import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '@lamella/core';
import { damaged, type Damaged, readSealedJson, seal, writeFileAtomically } from '@lamella/files';
import type { TrainingResult } from '@lamella/training';
import { z } from 'zod';
import { filesOf } from '../kept/kept-record.ts';
import { earlyStop, type TrialOutcome } from '../results/trial-result.ts';

/** Version of the report's layout; one without is of a version that sealed none. */
const trainingFormat = 2;
const reportFile = 'training.json';
/** The adapter's folder, in PEFT's format, in the folder of a trial that keeps none elsewhere. */
export const adapterFolder = 'adapter';
/** The weights of a training that has no adapter, or one in another form than it was trained in, in the folder of a trial. */
export const weightsFile = 'weights.safetensors';

const metric = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN);
const report = z.object({
  key: z.string(),
  epochs: z.array(
    z.object({
      epoch: z.int(),
      trainLoss: metric,
      seconds: z.number(),
      metrics: z.record(z.string(), metric),
    }),
  ),
  losses: z.array(metric),
  cost: z.object({
    steps: z.int(),
    secondsPerStep: z.number(),
    trainSeconds: z.number(),
    peakMemoryBytes: z.number(),
    hasOwnPeak: z.exactOptional(z.boolean()),
  }),
  /** Absent if it had all its epochs. */
  stopped: z.exactOptional(earlyStop),
  /** SHA-256 of the files of weights, by their paths in the folder; absent in a report that has no seal. */
  files: z.exactOptional(z.record(z.string(), z.string())),
});

/** The result of training, besides the weights. */
export interface KeptTraining {
  readonly epochs: TrainingResult['epochs'];
  readonly losses: readonly number[];
  readonly cost: TrialOutcome['cost'];
  /** Present if it ended early. */
  readonly stopped?: NonNullable<TrialOutcome['stopped']>;
}

/** The report of a training, written after its weights. */
export type TrainingReport = z.output<typeof report>;

/** Where a training is kept. */
export interface TrainingFolders {
  /** The trial's own. */
  readonly folder: string;
  /** That of its adapter, where it is not {@link adapterFolder} in there. */
  readonly adapterFolder?: string | undefined;
}

/** The folder of a training's adapter. */
export function adapterPlace({ folder, adapterFolder: own }: TrainingFolders): string {
  return own ?? join(folder, adapterFolder);
}

/**
 * Writes the report of a training, with the hashes of the weights that are kept.
 *
 * @param training.hasAdapter whether they include an adapter
 */
export async function writeReport(
  folders: TrainingFolders,
  { hasAdapter, ...training }: KeptTraining & Pick<TrainingReport, 'key'> & { readonly hasAdapter: boolean },
): Promise<void> {
  const { folder } = folders;
  const paths = await weightPaths(folders, hasAdapter);
  const hashes = await Promise.all(paths.map(async (path) => [path, await hashFile(placeOf(folders, path))]));
  const content = { format: trainingFormat, ...training, files: Object.fromEntries(hashes) as object };
  await writeFileAtomically(join(folder, reportFile), `${JSON.stringify(seal(content))}\n`);
}

/** Reads the report of a training; the weights are not looked at. */
export function readReport(
  folder: string,
): Damaged | { readonly kind: 'absent' } | { readonly kind: 'whole'; readonly value: TrainingReport } {
  const reading = readSealedJson(join(folder, reportFile), trainingFormat);
  if (reading.kind === 'newer')
    return damaged(`${reportFile}: a later Lamella wrote it, in format ${reading.format}`);
  if (reading.kind === 'damaged') return damaged(`${reportFile}: ${reading.reason}`);
  if (reading.kind === 'absent') return reading;
  const { data } = report.safeParse(reading.value);
  return data === undefined
    ? damaged(`${reportFile}: it is no report of a training`)
    : { kind: 'whole', value: data };
}

/** Which file of weights is not what a report says, and how; undefined if all are. */
export async function findDamagedWeights(
  folders: TrainingFolders,
  { files = {} }: TrainingReport,
): Promise<string | undefined> {
  for (const [path, hash] of Object.entries(files)) {
    const file = placeOf(folders, path);
    if (!existsSync(file)) return `${path} is missing`;
    if ((await hashFile(file)) !== hash) return `${path} is not what was written, says its hash`;
  }
  return undefined;
}

/**
 * Frees the room of weights that are as large as the model, once the trial's result is written; an adapter stays. The report goes
 * first: without it, nothing is expected of the weights.
 */
export async function dropWholeWeights(folder: string): Promise<void> {
  if (!existsSync(join(folder, weightsFile)) || existsSync(join(folder, adapterFolder))) return;
  await rm(join(folder, reportFile), { force: true });
  await rm(join(folder, weightsFile), { force: true });
}

/** Removes the adapter that a training has kept for itself alone, once the trial's result is written, and before that its report. */
export async function dropTraining(folders: TrainingFolders): Promise<void> {
  const kept = readReport(folders.folder);
  const paths = kept.kind === 'whole' ? Object.keys(kept.value.files ?? {}) : [];
  if (!paths.some(isOfAdapter)) return;
  await rm(join(folders.folder, reportFile));
  await rm(adapterPlace(folders), { recursive: true, force: true });
}

/** Paths of weights in a report; those of the adapter begin with `adapter/`, wherever it lies. The model card is no weight. */
async function weightPaths(folders: TrainingFolders, hasAdapter: boolean): Promise<string[]> {
  const whole = existsSync(join(folders.folder, weightsFile)) ? [weightsFile] : [];
  if (!hasAdapter) return whole;
  const ofAdapter = (await filesOf(adapterPlace(folders))).map((path) => join(adapterFolder, path));
  return [...whole, ...ofAdapter].sort();
}

/** The file of a path in a report. */
function placeOf(folders: TrainingFolders, path: string): string {
  return isOfAdapter(path)
    ? join(adapterPlace(folders), path.slice(adapterFolder.length))
    : join(folders.folder, path);
}

function isOfAdapter(path: string): boolean {
  return path.startsWith(join(adapterFolder, '/'));
}
