import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UserError } from '@lamella/core';

/** The kind of a folder of the reference set. */
export type ReferenceKind =
  | 'family'
  | 'cka-cases'
  | 'metrics'
  | 'file-formats'
  | 'special-tokens'
  | 'generation-configs'
  | 'model-configs'
  | 'chat-templates'
  | 'adapters'
  | 'tokenizer-overrides'
  | 'unknown';

/** One folder of a reference set. */
export interface ReferenceFolder {
  readonly kind: ReferenceKind;
  readonly name: string;
  readonly folder: string;
}

/** The file by which a folder of each kind is known. */
const MARKS: readonly (readonly [file: string, kind: ReferenceKind])[] = [
  ['config.json', 'family'],
  ['cka_cases.json', 'cka-cases'],
  ['metrics.json', 'metrics'],
  ['values.json', 'file-formats'],
  ['special_tokens.json', 'special-tokens'],
  ['generation_configs.json', 'generation-configs'],
  ['models/cases.json', 'model-configs'],
  ['adapters/adapter_cases.json', 'adapters'],
  ['chat_templates.json', 'chat-templates'],
  ['cases-4.json', 'tokenizer-overrides'],
];

/**
 * The references in a folder: the folder itself, or those of its subfolders that hold data.
 *
 * @throws {UserError} if it is not a folder
 */
export function findReferences(path: string): ReferenceFolder[] {
  const folder = resolve(path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UserError(`Expected a folder with references at ${path}, got none.`);
  const found = describe(folder, kindsOf(folder));
  if (found.length > 0) return found;
  return subfolders(folder).flatMap((subfolder) => {
    const kinds = kindsOf(subfolder);
    return describe(subfolder, kinds.length === 0 && holdsData(subfolder) ? ['unknown'] : kinds);
  });
}

/** The folders inside of a folder, by name. */
export function subfolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .sort();
}

function describe(folder: string, kinds: readonly ReferenceKind[]): ReferenceFolder[] {
  return kinds.map((kind) => ({ kind, name: basename(folder), folder }));
}

function kindsOf(folder: string): ReferenceKind[] {
  return MARKS.filter(([file]) => existsSync(join(folder, file))).map(([, kind]) => kind);
}

function holdsData(folder: string): boolean {
  return readdirSync(folder).some((name) => /\.(json|safetensors)$/.test(name));
}
