import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { beat } from './beats.ts';

/** SHA-256 of a value's canonical JSON (keys sorted, no spaces, `undefined` members left out), in hexadecimal. */
export function hashJson(value: unknown): string {
  return hashText(canonicalJson(value));
}

/** SHA-256 of a text's UTF-8, or of bytes, in hexadecimal. */
export function hashText(content: string | Uint8Array): string {
  return hash('sha256', content);
}

/** The first digits of a SHA-256, as lists of what a hash was made of have it: `sha256:…`. */
export function shortHash(hash: string): string {
  return `sha256:${hash.slice(0, 16)}`;
}

/** SHA-256 of a file's bytes, streamed, in hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const stream = createHash('sha256');
  await pipeline(createReadStream(path).on('data', beat), stream);
  return stream.digest('hex');
}

/** JSON in which equal values have equal text: keys are sorted at every depth. */
export function canonicalJson(value: unknown): string {
  return toText(value) ?? JSON.stringify(value);
}

/** The text of a value with sorted keys, written member by member; undefined for what JSON leaves out. */
function toText(value: unknown): string | undefined {
  if (typeof value === 'number' || value === null || typeof value !== 'object') return JSON.stringify(value);
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return toText((toJSON as (key: string) => unknown).call(value, ''));
  if (!Array.isArray(value)) return objectText(value as Readonly<Record<string, unknown>>);
  // A list of plain values has no keys.
  return value.some(isObject)
    ? `[${Array.from(value, (item) => toText(item) ?? 'null').join(',')}]`
    : JSON.stringify(value);
}

function objectText(value: Readonly<Record<string, unknown>>): string {
  const keys = Object.keys(value);
  // Boxed values, and lists of bytes.
  if (keys.length === 0) return JSON.stringify(value);
  let text = '';
  for (const key of sorted(keys)) {
    const member = toText(value[key]);
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${member}`;
  }
  return `{${text}}`;
}

/** Keys in the order that an object has them whose members were added by the order of keys: those of indices are the first, by number. */
function sorted(keys: string[]): readonly string[] {
  keys.sort();
  return keys.some(isDigit) ? Object.keys(Object.fromEntries(keys.map((key) => [key, true]))) : keys;
}

/** Whether a key may be an index. */
function isDigit(key: string): boolean {
  const code = key.charCodeAt(0);
  return code >= 48 && code <= 57;
}

function isObject(value: unknown): boolean {
  return value !== null && typeof value === 'object';
}
