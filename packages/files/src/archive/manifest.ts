import { isRecord } from '../is-record.ts';

/** The name of an archive's list of its files. */
export const MANIFEST = 'manifest.json';

/** Version of the manifest's layout. */
export const manifestFormat = 1;

/** A file of an archive as its manifest has it. */
export interface ListedFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** What an archive holds, but the manifest itself. */
export interface Manifest {
  /** What it is an archive of, such as `lamella trial`. */
  readonly content: string;
  /** By name, sorted. */
  readonly files: Readonly<Record<string, ListedFile>>;
}

/** A manifest from a parsed value; undefined for anything else. */
export function parseManifest(value: unknown): Manifest | undefined {
  if (!isRecord(value) || typeof value['content'] !== 'string' || !isRecord(value['files'])) return undefined;
  const files = Object.entries(value['files']);
  if (!files.every((entry): entry is [string, ListedFile] => isListed(entry[1]))) return undefined;
  return { content: value['content'], files: Object.fromEntries(files) };
}

function isListed(value: unknown): value is ListedFile {
  return isRecord(value) && typeof value['bytes'] === 'number' && typeof value['sha256'] === 'string';
}

/**
 * Why a name is none of an archive's file, a clause; undefined if it is one: folders and a name of letters, digits, dots, hyphens
 * and underscores, none of which begins with a dot. Such a name leads nowhere else on any system.
 */
export function findNameProblem(name: string): string | undefined {
  const parts = name.split('/');
  const isSafe = parts.every((part) => /^\w[\w.-]*$/.test(part) && !part.endsWith('.'));
  return isSafe && name.length <= 200 && parts.length <= 8
    ? undefined
    : 'it is no name of a file of such an archive';
}
