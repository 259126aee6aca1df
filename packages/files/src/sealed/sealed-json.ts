import { hashJson, messageOf } from '@lamella/core';
import { errorCode } from '../file-system-error.ts';
import { isRecord } from '../is-record.ts';
import { decodeText } from '../check-utf8.ts';
import { parseJson, readJsonBytes } from '../read-json-file.ts';

/** The `format` from which on Lamella's own files are sealed; those before, or without one, are taken as they are. */
const FIRST_SEALED_FORMAT = 2;

/** The content of an object that may have had a seal. */
export type Unsealed = Readonly<Record<string, unknown>>;

/** Content that is not to be believed; `reason` is a clause such as `it is a list instead of an object`. */
export interface Damaged {
  readonly kind: 'damaged';
  readonly reason: string;
}

/** Content as it was written, as far as that can be known. */
export interface Whole {
  readonly kind: 'whole';
  readonly value: Unsealed;
  /** False in a file of a version that sealed none: nothing was compared. */
  readonly isSealed: boolean;
}

/** The result of reading a sealed file. */
export type Reading =
  | { readonly kind: 'absent' }
  /** Written by a later Lamella, whose files this one neither reads nor replaces. */
  | { readonly kind: 'newer'; readonly format: number }
  | Damaged
  | Whole;

/**
 * An object with its seal: the SHA-256 of its canonical JSON, in which spaces and the order of keys don't count. It tells damage
 * and edits, not forgery.
 */
export function seal<T extends object>(value: T): T & { readonly seal: string } {
  return { ...value, seal: hashJson(value) };
}

/** Takes the seal off a parsed value, if it is an object that the seal belongs to. */
export function unseal(value: unknown): Damaged | Whole {
  if (!isRecord(value)) return damaged(`it is ${describe(value)} instead of an object`);
  const { seal: stored, ...content } = value;
  if (stored === undefined) {
    const { format } = content;
    if (typeof format === 'number' && format >= FIRST_SEALED_FORMAT) return damaged('its seal is missing');
    return { kind: 'whole', value: content, isSealed: false };
  }
  if (stored === hashJson(content)) return { kind: 'whole', value: content, isSealed: true };
  return damaged('its content is not what was written, says its hash');
}

/**
 * Reads a file of what {@link seal} gave, and compares.
 *
 * @param newest the latest `format` that the caller reads
 * @throws UserError for what is not the content's fault, such as missing permissions
 */
export function readSealedJson(path: string, newest: number): Reading {
  return readUnlessKnown(path, newest, () => false) as Reading;
}

/**
 * As {@link readSealedJson} does, but for a file whose bytes the caller knows, which is read no further.
 *
 * @returns `known` if `isKnown` says so of the file's bytes
 */
export function readUnlessKnown(
  path: string,
  newest: number,
  isKnown: (bytes: Buffer) => boolean,
): Reading | 'known' {
  let value: unknown;
  try {
    const bytes = readJsonBytes(path);
    if (isKnown(bytes)) return 'known';
    value = parseJson(decodeText(bytes, path), path);
  } catch (error) {
    const code = errorCode((error as Error).cause);
    if (code === 'ENOENT') return { kind: 'absent' };
    if (code !== undefined) throw error;
    return damaged(messageOf(error).replace(`${path}:`, 'line ').replace(/\.$/, ''));
  }
  if (isRecord(value)) {
    const { format } = value;
    if (typeof format === 'number' && format > newest) return { kind: 'newer', format };
  }
  return unseal(value);
}

/** @param reason a clause that goes on from "is damaged: " */
export function damaged(reason: string): Damaged {
  return { kind: 'damaged', reason };
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return value === null ? 'null' : `a ${typeof value}`;
}
