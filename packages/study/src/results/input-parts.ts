import { readSealedJson, seal, writeFileAtomically } from '@lamella/files';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatJson } from './format-json.ts';

/**
 * What the hash of a model, of data or of code was made of, by name: the files of a model, the splits of data, sources and
 * libraries. A value is `sha256:…` of content, or the value itself.
 */
export type InputParts = Readonly<Record<string, string>>;

/** A part that is not what it was; undefined where there was none, or is none. */
export interface PartChange {
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

const partsFormat = 2;

/**
 * Keeps what an input's hash was made of in a folder of results, once for all results, so that it can be told later which part has
 * changed.
 */
export async function writeInputParts(folder: string, hash: string, parts: InputParts): Promise<void> {
  const path = pathOf(folder, hash);
  if (existsSync(path)) return;
  await writeFileAtomically(path, formatJson(seal({ format: partsFormat, hash, parts })));
}

/** What an input's hash was made of; undefined if it was not kept, or is damaged: it is not needed to go on. */
export function readInputParts(folder: string, hash: string | number): InputParts | undefined {
  const reading = readSealedJson(pathOf(folder, String(hash)), partsFormat);
  if (reading.kind !== 'whole' || reading.value['hash'] !== hash) return undefined;
  return reading.value['parts'] as InputParts;
}

/** The parts that differ, by name. */
export function findPartChanges(from: InputParts, to: InputParts): PartChange[] {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].toSorted();
  return names
    .filter((name) => from[name] !== to[name])
    .map((name) => ({ name, from: from[name], to: to[name] }));
}

/** A change in words: `tokenizer_config.json has changed`, `tokenizers: 0.20.3 -> 0.21.0`. */
export function describePartChange({ name, from, to }: PartChange): string {
  if (from === undefined) return `${name} is new`;
  if (to === undefined) return `${name} is gone`;
  const isContent = from.startsWith('sha256:') || to.startsWith('sha256:');
  return isContent ? `${name} has changed` : `${name}: ${from} -> ${to}`;
}

function pathOf(folder: string, hash: string): string {
  return join(folder, 'inputs', `${hash.slice(0, 16)}.json`);
}
