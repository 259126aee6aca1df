import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setAside } from '@lamella/files';
import type { TrainingState } from '@lamella/training';
import {
  findDamage,
  openCheckpointFiles,
  type OpenCheckpoint,
  writeCheckpointFiles,
} from './checkpoint-files.ts';

/** Where the checkpoints of a trial's training lie, and the training that they have to be of. */
export interface CheckpointPlace {
  /** The trial's own. */
  readonly folder: string;
  /** Hash of everything that the training depends on. */
  readonly key: string;
}

/** The folder that has a folder of each trial's checkpoints. */
export function checkpointsFolder(runFolder: string): string {
  return join(runFolder, 'checkpoints');
}

/** The folder of a trial's checkpoints. */
export function checkpointFolderOf(runFolder: string, trialId: string): string {
  return join(checkpointsFolder(runFolder), trialId);
}

/** The newest and the one before. */
const numKept = 2;

/**
 * Writes the state of a training, verifies it, and only then removes older ones but the last.
 *
 * @throws {UserError} if the disk refuses; older ones are still there then
 */
export async function writeCheckpoint({ folder, key }: CheckpointPlace, state: TrainingState): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, nameOf(state));
  await writeCheckpointFiles(path, key, state);
  const damage = await findDamage(path);
  if (damage !== undefined) return setAside(path, damage, 'the one before stays');
  for (const name of (await listNames(folder)).slice(numKept))
    await rm(join(folder, name), { recursive: true, force: true });
}

/**
 * Opens the newest whole checkpoint of a training. Those of another training are removed; damaged ones are set aside, with a warning
 * that says what the training goes on from instead.
 *
 * @param findMisfit says why a state is not one of the model's that is to be trained: a clause
 * @returns undefined if there is none; close it
 */
export async function openNewestCheckpoint(
  { folder, key }: CheckpointPlace,
  findMisfit: (state: TrainingState) => string | undefined = () => undefined,
): Promise<OpenCheckpoint | undefined> {
  await removeUnfinished(folder);
  const damages = new Map<string, string>();
  let found: { readonly name: string; readonly checkpoint: OpenCheckpoint } | undefined;
  for (const name of await listNames(folder)) {
    const checkpoint = await openCheckpointFiles(join(folder, name), key);
    if (checkpoint.kind === 'other') await rm(join(folder, name), { recursive: true, force: true });
    const damage = checkpoint.kind === 'whole' ? findMisfit(checkpoint.state) : undefined;
    if (checkpoint.kind === 'damaged') damages.set(name, checkpoint.reason);
    if (checkpoint.kind !== 'whole') continue;
    if (damage === undefined) {
      found = { name, checkpoint };
      break;
    }
    checkpoint.close();
    damages.set(name, damage);
  }
  const consequence =
    found === undefined
      ? 'no other is whole: the training starts again from its beginning'
      : `the training goes on from ${found.name}`;
  for (const [name, damage] of damages) await setAside(join(folder, name), damage, consequence);
  return found?.checkpoint;
}

/** Removes a trial's checkpoints: its result is written. */
export async function dropCheckpoints(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  await rm(folder, { recursive: true, force: true });
}

/** Steps that the training has behind it, and epochs that were evaluated. */
const namePattern = /^step-(\d+)-epoch-(\d+)$/;

function nameOf({ numbers: { losses, epochs } }: TrainingState): string {
  return `step-${losses.length}-epoch-${epochs.length}`;
}

/** The newest first. */
async function listNames(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const placed = (await readdir(folder)).flatMap((name) => {
    const [, step, epoch] = namePattern.exec(name) ?? [];
    return step === undefined ? [] : [{ name, step: Number(step), epoch: Number(epoch) }];
  });
  return placed.sort((a, b) => b.step - a.step || b.epoch - a.epoch).map(({ name }) => name);
}

/** Removes what a process has left that was killed while it wrote. */
async function removeUnfinished(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const name of await readdir(folder))
    if (name.startsWith('.step-')) await rm(join(folder, name), { recursive: true, force: true });
}
