const maxLines = 50;
const maxColumns = 2000;

/** The last lines of what a program writes, cut to a size that can be stored with a result. */
export class LogTail {
  #lines: string[] = [];
  #rest = '';

  add(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/u);
    this.#rest = (lines.pop() ?? '').slice(-maxColumns);
    this.#lines = [...this.#lines, ...lines.map((line) => line.slice(0, maxColumns))].slice(-maxLines);
  }

  /** The last lines so far; the last one may be unfinished. */
  lines(): string[] {
    return this.#rest === '' ? [...this.#lines] : [...this.#lines, this.#rest];
  }

  clear(): void {
    this.#lines = [];
    this.#rest = '';
  }
}
