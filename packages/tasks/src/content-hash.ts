import { createHash } from 'node:crypto';
import { shortHash } from '@lamella/core';

/** The hash of data, and what it was made of. */
export interface ContentHash {
  /** SHA-256, in hexadecimal. */
  readonly hash: string;
  /** By name: `sha256:…` of a part's content, or the value itself. */
  readonly parts: Readonly<Record<string, string>>;
}

/** Texts are hashed in pieces of about so many characters: a call for each row would take as long as the hashing. */
const PIECE = 2 ** 16;

/** Hashes texts as one, and each part of them as well. */
export class PartedHash {
  readonly #whole = createHash('sha256');
  readonly #parts: Record<string, string> = {};
  #part = createHash('sha256');
  #piece = '';

  /** Adds text to the part that is open. */
  add(text: string): void {
    this.#piece += text;
    if (this.#piece.length >= PIECE) this.#flush();
  }

  /** Ends the part that is open, and gives it a name; without one it is no part of its own. */
  end(name?: string): void {
    this.#flush();
    if (name !== undefined) this.#parts[name] = shortHash(this.#part.digest('hex'));
    this.#part = createHash('sha256');
  }

  /** Ends the whole. */
  digest(): ContentHash {
    this.#flush();
    return { hash: this.#whole.digest('hex'), parts: this.#parts };
  }

  #flush(): void {
    this.#whole.update(this.#piece);
    this.#part.update(this.#piece);
    this.#piece = '';
  }
}

/** Rows in order, such as an array. */
type Rows<Row> = Iterable<Row> & { readonly length: number };

/**
 * Ends a hash with splits, each behind a line of its name and length; its parts are the splits and their numbers of rows.
 *
 * @param how.lineOf a row's content @param how.before the text between a split and what stands before it
 */
export function hashRows<Row>(
  content: PartedHash,
  splits: Readonly<Record<string, Rows<Row>>>,
  how: { readonly lineOf: (row: Row) => string; readonly before?: string },
): ContentHash {
  const { lineOf, before = '' } = how;
  const counts: Record<string, string> = {};
  // Row by row: one text of all of MNLI's training set would be needlessly large.
  for (const [name, rows] of Object.entries(splits)) {
    content.add(`${before}${name} ${rows.length}\n`);
    content.end();
    for (const row of rows) content.add(`${lineOf(row)}\n`);
    content.end(name);
    counts[`rows of ${name}`] = String(rows.length);
  }
  const { hash, parts } = content.digest();
  return { hash, parts: { ...counts, ...parts } };
}
