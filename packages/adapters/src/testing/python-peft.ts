import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { type Python, runPython } from '@lamella/engine/testing';
import { readJsonFile } from '@lamella/files';

/** A model, with the adapters that PEFT shall load, make and convert; see fixtures/peft-round-trip.py. */
export interface PeftJob {
  readonly base: string;
  readonly head: 'classification' | 'causal-lm';
  readonly load: readonly string[];
  readonly make: Readonly<Record<string, object>>;
  readonly convert: Readonly<Record<string, readonly [pissa: string, start: string]>>;
}

/** The modules that the jobs import. */
export const PEFT_MODULES = ['peft', 'transformers', 'torch', 'safetensors'];

/** Has PEFT do jobs, with a folder for what it says; the logits of each adapter by its folder. */
export function askPeft(
  python: Python,
  root: string,
  jobs: readonly PeftJob[],
): Readonly<Record<string, readonly number[]>> {
  writeFileSync(join(root, 'jobs.json'), JSON.stringify(jobs));
  runPython(python, [join(workspaceRoot(), 'packages/adapters/fixtures/peft-round-trip.py'), root]);
  return readJsonFile(join(root, 'logits.json')) as Readonly<Record<string, readonly number[]>>;
}
