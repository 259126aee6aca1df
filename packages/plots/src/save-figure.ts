import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Figure } from './draw-figure.ts';

/**
 * Writes a figure as `name.vl.json` (Vega-Lite, with its data), `name.svg` and `name.png`; every file is whole or
 * not there.
 *
 * @param folder created if needed
 * @returns the three paths
 */
export async function saveFigure(figure: Figure, folder: string, name: string): Promise<string[]> {
  const files = [
    { path: join(folder, `${name}.vl.json`), data: `${JSON.stringify(figure.spec, undefined, 1)}\n` },
    { path: join(folder, `${name}.svg`), data: figure.svg },
    { path: join(folder, `${name}.png`), data: figure.png },
  ];
  for (const { path, data } of files) await writeWhole(path, data);
  return files.map((file) => file.path);
}

async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
