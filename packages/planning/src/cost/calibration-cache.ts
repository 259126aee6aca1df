import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, hashJson } from '@lamella/core';
import { engineVersions } from '@lamella/engine';
import { readJsonFile, writeFileAtomically } from '@lamella/files';
import type { Calibration } from './calibration.ts';

/** To be raised with every change of what is measured. */
const VERSION = 3;

/**
 * A machine's rates from the user's cache, or measured and put there. They are kept apart by processor, versions of the engine and number
 * of threads; deleting `calibrations` in the cache measures anew.
 */
export async function cachedCalibration(
  measure: () => Calibration,
  folder = cacheFolder(),
): Promise<Calibration> {
  const { machine, file } = ownCalibration(folder);
  const known = knownCalibration(folder);
  if (known !== undefined) return known;
  const calibration = measure();
  await writeFileAtomically(file, `${JSON.stringify({ machine, calibration }, null, 1)}\n`);
  return calibration;
}

/** A machine's rates from the user's cache; undefined where they have never been measured. */
export function knownCalibration(folder = cacheFolder()): Calibration | undefined {
  const { file } = ownCalibration(folder);
  if (!existsSync(file)) return undefined;
  return (readJsonFile(file) as { readonly calibration: Calibration }).calibration;
}

function ownCalibration(folder: string): { readonly machine: object; readonly file: string } {
  const [processor] = cpus();
  const machine = {
    version: VERSION,
    processor: processor?.model ?? 'unknown',
    numProcessors: cpus().length,
    engine: engineVersions(),
    threads: process.env['TF_NUM_INTRAOP_THREADS'] ?? 'all',
  };
  const file = join(folder, 'calibrations', `${hashJson(machine).slice(0, 16)}.json`);
  return { machine, file };
}
