import { projectFolder } from '@lamella/core';
import { join } from 'node:path';

/** Where a user's own runs are kept. Git doesn't see them. */
export function runsFolder(): string {
  return process.env['LAMELLA_RUNS_DIR'] || join(projectFolder(), 'results', 'runs');
}

/** Where results that are committed are kept, so that a fresh clone has figures but still really trains. */
export function publishedFolder(): string {
  return join(projectFolder(), 'results', 'published');
}

/** Values of importance, which experiments share. */
export function importanceFolder(runs: string): string {
  return join(runs, 'importance');
}
