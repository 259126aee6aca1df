import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '@lamella/core';
import type { EngineStamp } from '../native/engine-stamp.ts';
import { RELEASES } from './release.ts';

/** A TensorFlow that a binding can be compiled against: a folder with two libraries and `include/`. */
export interface Tensorflow {
  readonly folder: string;
  readonly libraries: readonly [string, string];
  readonly variant: EngineStamp['variant'];
  readonly version?: string;
}

const HEADER = 'include/tensorflow/c/eager/c_api.h';

/**
 * The user's own build.
 *
 * @param folder the value of `LAMELLA_TENSORFLOW_DIR`
 * @throws UserError that lists what the folder lacks
 */
export function findOwnTensorflow(folder: string, platform: string): Tensorflow {
  const path = resolve(folder);
  const libraries =
    RELEASES[platform]?.cpu?.libraries ??
    (['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const);
  const missing = [...libraries, HEADER].filter((name) => !existsSync(join(path, name)));
  if (missing.length === 0) return { folder: path, libraries, variant: 'own' };
  throw new UserError(
    `Expected LAMELLA_TENSORFLOW_DIR to be a folder with TensorFlow's libraries and headers; ${path} lacks ` +
      `${missing.join(', ')}. Unset it to use the published build.`,
  );
}

/** Changes when a library is replaced: what a binding compiled against it depends on. */
export function librariesFingerprint(tensorflow: Tensorflow): string[] {
  return tensorflow.libraries.map((name) => {
    const { size, mtimeMs } = statSync(join(tensorflow.folder, name));
    return `${name} ${size}${tensorflow.variant === 'own' ? ` ${mtimeMs}` : ''}`;
  });
}
