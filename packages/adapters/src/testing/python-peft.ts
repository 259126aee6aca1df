import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { readJsonFile } from '@lamella/files';

/** A model, with the adapters that PEFT shall load, make and convert; see fixtures/peft-round-trip.py. */
export interface PeftJob {
  readonly base: string;
  readonly head: 'classification' | 'causal-lm';
  readonly load: readonly string[];
  readonly make: Readonly<Record<string, object>>;
  readonly convert: Readonly<Record<string, readonly [pissa: string, start: string]>>;
}

const python = process.env['LAMELLA_PYTHON'] ?? 'python3';

/** Why PEFT can't be asked; undefined if it can. */
export function whyNoPeft(): string | undefined {
  const { status, error } = spawnSync(python, ['-c', 'import peft, transformers, torch'], {
    stdio: 'ignore',
  });
  if (status === 0) return undefined;
  const found = error === undefined ? 'can’t import peft, transformers and torch' : 'is not there';
  return `${python} ${found} (LAMELLA_PYTHON names another)`;
}

/** Runs PEFT on jobs, with a folder for what they say; the logits of each adapter by its folder. */
export function askPeft(root: string, jobs: readonly PeftJob[]): Readonly<Record<string, readonly number[]>> {
  writeFileSync(join(root, 'jobs.json'), JSON.stringify(jobs));
  const script = join(workspaceRoot(), 'packages/adapters/fixtures/peft-round-trip.py');
  const { status, stderr } = spawnSync(python, [script, root], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`Expected PEFT to do its jobs, got: ${stderr}`);
  return readJsonFile(join(root, 'logits.json')) as Readonly<Record<string, readonly number[]>>;
}
