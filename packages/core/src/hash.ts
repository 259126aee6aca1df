import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { beat } from './beats.ts';

/** SHA-256 of a value's canonical JSON (keys sorted, no spaces, `undefined` members left out), in hexadecimal. */
export function hashJson(value: unknown): string {
  return hashText(canonicalJson(value));
}

/** SHA-256 of a text's UTF-8, or of bytes, in hexadecimal. */
export function hashText(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The first digits of a SHA-256, as lists of what a hash was made of have it: `sha256:…`. */
export function shortHash(hash: string): string {
  return `sha256:${hash.slice(0, 16)}`;
}

/** SHA-256 of a file's bytes, streamed, in hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path).on('data', beat), hash);
  return hash.digest('hex');
}

/** JSON in which equal values have equal text: keys are sorted at every depth. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sortKeys(value));
}

/** A value whose keys are sorted at every depth: itself, where they are already. */
function sortKeys(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return sortKeys((toJSON as (key: string) => unknown).call(value, ''));
  if (Array.isArray(value)) return value.some(isObject) ? value.map(sortKeys) : value;
  const keys = Object.keys(value);
  const members = keys.map((key) => [key, sortKeys((value as Record<string, unknown>)[key])] as const);
  const isSorted = keys.every((key, i) => i === 0 || (keys[i - 1] as string) < key);
  const isSame =
    isSorted && members.every(([key, member]) => member === (value as Record<string, unknown>)[key]);
  return isSame ? value : Object.fromEntries(members.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function isObject(value: unknown): boolean {
  return value !== null && typeof value === 'object';
}
