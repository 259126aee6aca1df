import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { downloadWheel } from './download-wheel.ts';
import { findPython } from './find-python.ts';
import type { Progress } from './progress.ts';
import type { Release } from './release.ts';
import { unpackWheel, type UnpackedFile } from './unpack-wheel.ts';

export interface FetchFilesOptions {
  readonly variant: string;
  readonly progress: Progress;
}

/** The headers that TensorFlow's C API consists of and includes. */
const HEADERS = ['tensorflow/c', 'tensorflow/core/platform', 'tsl/platform', 'xla/tsl/c'];

/** Downloads a release's wheels and unpacks what a binding needs of them, side by side as Python would. */
export async function fetchFiles(
  folder: string,
  release: Release,
  options: FetchFilesOptions,
): Promise<UnpackedFile[]> {
  const { variant, progress } = options;
  const name = `TensorFlow ${release.version} (${variant})`;
  const python = await findPython();
  const download = join(folder, 'download');
  mkdirSync(download);
  const files: UnpackedFile[] = [];

  progress.start(`Downloading ${name}, about ${release.downloadMegabytes} MB`);
  const wheels: string[] = [];
  const received = showBytes(progress);
  for (const wheel of release.wheels) {
    const path = await downloadWheel(wheel, { python, folder: download, onBytes: received.show });
    received.add(statSync(path).size);
    wheels.push(path);
  }

  progress.start(`Unpacking ${name}, about ${release.unpackedMegabytes} MB`);
  const written = showBytes(progress);
  for (const wheel of wheels) {
    const wanted = (path: string): boolean => isWanted(path, release);
    files.push(...(await unpackWheel(wheel, folder, { wanted, onBytes: written.add })));
    rmSync(wheel);
  }
  rmSync(download, { recursive: true });
  return files;
}

function isWanted(path: string, release: Release): boolean {
  if (release.libraries.some((library) => path === `tensorflow/${library}`)) return true;
  if (HEADERS.some((header) => path.startsWith(`tensorflow/include/${header}/`))) return true;
  return path.startsWith('nvidia/') && !path.includes('/include/');
}

/** Counts bytes and shows how many, redrawing only when the shown number changes. */
function showBytes(progress: Progress): { add(bytes: number): void; show(further: number): void } {
  let count = 0;
  let shown = -1;
  const show = (further: number): void => {
    const megabytes = Math.round((count + further) / 1e6);
    if (megabytes !== shown) progress.update(`${megabytes} MB`);
    shown = megabytes;
  };
  return {
    show,
    add(bytes) {
      count += bytes;
      show(0);
    },
  };
}
