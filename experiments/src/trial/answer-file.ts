import { existsSync, readFileSync } from 'node:fs';
import { appendFile, mkdir, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';

/** An answer with all that was made of it, a line of the file. */
export interface Answer {
  /** The question's id. */
  readonly id: string;
  /** Which of the question's answers, from 0. */
  readonly sample: number;
  readonly prompt: string;
  readonly completion: string;
  /** Why it ended: `stop token`, `stop string` or `length`. */
  readonly reason: string;
  readonly reference: string;
  readonly extracted: string | null;
  readonly verdict: string;
  readonly scores: Readonly<Record<string, number>>;
}

/**
 * The answers to a benchmark's questions in JSON Lines, which grow as answers come. A line that a killed process left
 * unfinished is dropped.
 */
export class AnswerFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** The answers so far. */
  async read(): Promise<Answer[]> {
    if (!existsSync(this.#path)) return [];
    const content = readFileSync(this.#path);
    const end = content.lastIndexOf('\n') + 1;
    if (end < content.length) await truncate(this.#path, end);
    const lines = content.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Answer);
  }

  /** Adds answers. */
  async append(answers: readonly Answer[]): Promise<void> {
    if (answers.length === 0) return;
    await mkdir(dirname(this.#path), { recursive: true });
    await appendFile(this.#path, answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
  }
}
