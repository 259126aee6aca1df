import { createHash } from 'node:crypto';

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
    if (name !== undefined) this.#parts[name] = shorten(this.#part.digest('hex'));
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

function shorten(hash: string): string {
  return `sha256:${hash.slice(0, 16)}`;
}
