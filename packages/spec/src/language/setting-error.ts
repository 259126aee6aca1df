import { UserError } from '@lamella/core';
import type { Path } from './describe-issues.ts';

/** A mistake in a setting that shows only beside a model or data; `locateMistakes` adds where the setting was written. */
export class SettingError extends UserError {
  /** Where the setting may stand, the place that counts before the others. */
  readonly paths: readonly Path[];

  constructor(message: string, paths: readonly Path[], cause?: unknown) {
    super(message, { exitCode: 2, cause });
    this.paths = paths;
  }
}

/** Where a setting of a method on a task may stand, by precedence. */
export function settingPaths(
  section: 'adapter' | 'training',
  key: string,
  { method, task }: { readonly method: string; readonly task: string },
): Path[] {
  return [
    ['sweep', 'set', `${section}.${key}`],
    ['methods', method, 'perTask', task, section, key],
    ['methods', method, section, key],
    ['perTask', task, section, key],
    [section, key],
  ];
}

/** Runs what throws, and gives its mistakes the places of the setting that they are about. */
export function aboutSetting<T>(paths: readonly Path[], action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new SettingError(error.message, paths, error);
  }
}
