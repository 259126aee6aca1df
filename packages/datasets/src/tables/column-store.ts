import { GrowingArray } from './growing-array.ts';

/** Bytes that are asked for at once; a longer value gets its own. */
const PAGE_BYTES = 2 ** 22;

/** The most bytes of UTF-8 that a unit of UTF-16 takes. */
const MOST_UNIT_BYTES = 3;

/** How a value is kept: its text, its JSON, or that the row has none. */
const KIND = { text: 0, json: 1, absent: 2 } as const;

/**
 * The values of one column as UTF-8 outside of the heap: a million texts of 300 bytes take 300 MB there and cost the
 * garbage collector nothing. Values that are no text are kept as JSON.
 */
export class ColumnStore {
  readonly #pages: Buffer[] = [];
  /** Of each value: its page, and where it begins and ends in it. */
  readonly #page = new GrowingArray();
  readonly #begin = new GrowingArray();
  readonly #end = new GrowingArray();
  readonly #kind = new GrowingArray();
  #used = 0;

  get length(): number {
    return this.#kind.length;
  }

  /** Adds a value; `undefined` says that the row has none. */
  push(value: unknown): void {
    if (typeof value === 'string') return this.#write(value, KIND.text);
    if (value === undefined) return this.#write('', KIND.absent);
    this.#write(JSON.stringify(value, plainNumbers), KIND.json);
  }

  /** The value of a row. */
  at(index: number): unknown {
    const kind = this.#kind.at(index);
    if (kind === KIND.absent || index >= this.length) return undefined;
    const text =
      this.#pages[this.#page.at(index)]?.toString('utf8', this.#begin.at(index), this.#end.at(index)) ?? '';
    return kind === KIND.text ? text : JSON.parse(text);
  }

  #write(text: string, kind: number): void {
    const page = this.#pageFor(text);
    this.#page.push(this.#pages.length - 1);
    this.#begin.push(this.#used);
    this.#used += page.write(text, this.#used);
    this.#end.push(this.#used);
    this.#kind.push(kind);
  }

  /** The last page, or a new one where a text may not fit into the rest of it. */
  #pageFor(text: string): Buffer {
    const last = this.#pages.at(-1);
    const room = (last?.length ?? 0) - this.#used;
    // Few texts are so near to the end of a page that their bytes must be counted.
    const fits = text.length * MOST_UNIT_BYTES <= room || Buffer.byteLength(text) <= room;
    if (last !== undefined && fits) return last;
    const page = Buffer.allocUnsafeSlow(Math.max(PAGE_BYTES, Buffer.byteLength(text)));
    this.#pages.push(page);
    this.#used = 0;
    return page;
  }
}

/** Parquet's 64-bit integers are plain numbers where these hold them exactly, and text elsewhere. */
function plainNumbers(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
