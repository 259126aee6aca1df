import { existsSync, readFileSync } from 'node:fs';
import { appendFile, mkdir, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf } from '@lamella/core';
import { damaged, type Damaged, seal, setAside, unseal, writeFileAtomically } from '@lamella/files';
import type { z } from 'zod';

type Line<Answer> = Damaged | { readonly kind: 'whole'; readonly value: Answer; readonly text: string };

/**
 * The answers to a benchmark's questions in JSON Lines, each line sealed, which grow as answers come. A line that a killed process
 * left unfinished is dropped; where others are damaged, the file is set aside and goes on with those that are whole.
 */
export class AnswerFile<Answer extends object> {
  readonly #path: string;
  readonly #schema: z.ZodType<Answer>;

  /** @param schema of an answer */
  constructor(path: string, schema: z.ZodType<Answer>) {
    this.#path = path;
    this.#schema = schema;
  }

  /** The answers so far. */
  async read(): Promise<Answer[]> {
    if (!existsSync(this.#path)) return [];
    const content = readFileSync(this.#path);
    const end = content.lastIndexOf('\n') + 1;
    if (end < content.length) await truncate(this.#path, end);
    const lines = content
      .subarray(0, end)
      .toString('utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => parseLine(line, this.#schema));
    const whole = lines.flatMap((line) => (line.kind === 'whole' ? [line] : []));
    if (whole.length < lines.length)
      await this.#heal(
        lines,
        whole.map(({ text }) => text),
      );
    return whole.map(({ value }) => value);
  }

  /** Adds answers. */
  async append(answers: readonly Answer[]): Promise<void> {
    if (answers.length === 0) return;
    await mkdir(dirname(this.#path), { recursive: true });
    await appendFile(this.#path, answers.map((one) => `${JSON.stringify(seal(one))}\n`).join(''));
  }

  async #heal(lines: readonly Line<Answer>[], whole: readonly string[]): Promise<void> {
    const first = lines.findIndex(({ kind }) => kind === 'damaged');
    const { reason } = lines[first] as Damaged;
    const missing = lines.length - whole.length;
    const others = missing === 1 ? '' : ` (and ${missing - 1} more)`;
    const consequence = missing === 1 ? 'this answer is' : `these ${missing} answers are`;
    await setAside(this.#path, `line ${first + 1}${others}: ${reason}`, `${consequence} given again`);
    await writeFileAtomically(this.#path, whole.map((text) => `${text}\n`).join(''));
  }
}

function parseLine<Answer>(text: string, schema: z.ZodType<Answer>): Line<Answer> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return damaged(`not valid JSON, ${messageOf(error)}`);
  }
  const line = unseal(parsed);
  if (line.kind === 'damaged') return line;
  if (!line.isSealed) return damaged('its seal is missing');
  const { data } = schema.safeParse(line.value);
  return data === undefined ? damaged('it is no answer') : { kind: 'whole', value: data, text };
}
