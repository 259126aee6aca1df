import { GrowingArray } from './growing-array.ts';

/** Bytes that are asked for at once; a longer value gets its own. */
const PAGE_BYTES = 2 ** 22;

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
    const bytes = Buffer.byteLength(text);
    const last = this.#pages.at(-1);
    if (last === undefined || this.#used + bytes > last.length) {
      this.#pages.push(Buffer.allocUnsafeSlow(Math.max(PAGE_BYTES, bytes)));
      this.#used = 0;
    }
    this.#pages.at(-1)?.write(text, this.#used);
    this.#page.push(this.#pages.length - 1);
    this.#begin.push(this.#used);
    this.#used += bytes;
    this.#end.push(this.#used);
    this.#kind.push(kind);
  }
}

/** Parquet's 64-bit integers are plain numbers where these hold them exactly, and text elsewhere. */
function plainNumbers(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
