import { hashJson } from '@lamella/core';
import { damaged, type Damaged, readSealedJson, seal, writeFileAtomically } from '@lamella/files';
import { importanceMethods } from '@lamella/metrics/selection';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ResolvedImportance } from '@lamella/spec';
import { formatJson } from './format-json.ts';

/** Version of the files' layout; those without one are of a version that sealed none, and stay valid. */
const importanceFormat = 2;

const importance = z.object({
  method: z.enum(importanceMethods),
  /** One value per layer; larger is more important. */
  values: z.array(z.number()).min(1),
  /** Absent where a published file was made again from results. */
  numSamples: z.exactOptional(z.int().min(1)),
  seconds: z.exactOptional(z.number()),
  /** The variation of the values with the samples; absent in files of earlier versions, and of too few samples. */
  certainty: z.exactOptional(
    z.object({
      resamples: z.int().min(1),
      seed: z.int(),
      confidence: z.number(),
      numSamples: z.int().min(1),
      estimates: z.array(z.number()),
      lower: z.array(z.number()),
      upper: z.array(z.number()),
      floors: z.exactOptional(z.array(z.number())),
      constantInputs: z.array(z.int()),
      orders: z.record(z.string(), z.int().min(1)),
    }),
  ),
  /** The values with each of several heads, which the values are the mean of. */
  heads: z.exactOptional(z.array(z.object({ seed: z.int(), values: z.array(z.number()) }))),
  /** Reasons for which values say less than they seem to. */
  notes: z.exactOptional(z.array(z.string())),
  model: z.string(),
  task: z.string(),
  settings: z.custom<ResolvedImportance>((value) => value !== null && typeof value === 'object'),
  /** The version of the code is absent in files of before it was derived. */
  hashes: z.object({ model: z.string(), data: z.string(), code: z.exactOptional(z.string()) }),
});

/** Values of importance as they are kept, with what they depend on. */
export type StoredImportance = z.output<typeof importance>;

/** Reads a file of importance: what it holds, that it is absent, or why it is not to be believed. */
export function readImportance(
  path: string,
): Damaged | { readonly kind: 'absent' } | { readonly kind: 'whole'; readonly value: StoredImportance } {
  const reading = readSealedJson(path, importanceFormat);
  if (reading.kind === 'newer') return damaged(`a later Lamella wrote it, in format ${reading.format}`);
  if (reading.kind !== 'whole') return reading;
  const { data } = importance.safeParse(reading.value);
  return data === undefined ? damaged('it holds no values of importance') : { kind: 'whole', value: data };
}

/** Writes a file of importance, sealed, whole or not at all. */
export async function writeImportance(path: string, values: StoredImportance): Promise<void> {
  await writeFileAtomically(path, formatJson(seal({ format: importanceFormat, ...values })));
}

/** What identifies values of importance. */
export type WantedImportance = Pick<StoredImportance, 'method' | 'task' | 'settings' | 'hashes'>;

/** Whether values of importance are in a folder, whole. */
export function hasImportance(folder: string, { method, task, settings, hashes }: WantedImportance): boolean {
  const wanted = hashJson({ method, task, settings, hashes });
  const isWanted = (name: string): boolean => {
    if (!name.startsWith(`${task}-${method}-`) || !name.endsWith('.json')) return false;
    const kept = readImportance(join(folder, name));
    if (kept.kind !== 'whole') return false;
    const { value } = kept;
    return hashJson({ method, task: value.task, settings: value.settings, hashes: value.hashes }) === wanted;
  };
  return existsSync(folder) && readdirSync(folder).some(isWanted);
}
