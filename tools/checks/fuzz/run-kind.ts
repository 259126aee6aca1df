import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenToWarnings, messageOf, Random, UserError } from '@lamella/core';
import type { Kind } from './kind.ts';

/** What came of the inputs of one kind. */
export interface KindCounts {
  readonly name: string;
  readonly inputs: number;
  /** Read, as a value or as damage that is known as such. */
  readonly read: number;
  /** Refused with a message. */
  readonly refused: number;
  /** Anything else: an error that is none of ours, a control character in a message, a stray file, an input that took too long. */
  readonly findings: readonly string[];
  readonly slowestMs: number;
}

/** Fifty problems of a spec are told at once, each with the names that would be valid. */
const MOST_MESSAGE = 50_000;

export interface FuzzOptions {
  readonly seed: number;
  readonly count: number;
  /** An input that takes longer is a finding. */
  readonly mostMs: number;
}

/** Changes sound files of a kind at random, and has each result read; an input follows from the seed and its number alone. */
export async function runKind(kind: Kind, { seed, count, mostMs }: FuzzOptions): Promise<KindCounts> {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-fuzz-'));
  const stop = listenToWarnings(() => undefined);
  const findings: string[] = [];
  let [read, refused, slowestMs] = [0, 0, 0];
  try {
    const seeds = kind.seeds();
    const beside = Object.entries(kind.beside ?? {});
    for (const [name, text] of beside) writeFileSync(join(folder, name), text);
    for (let number = 0; number < count; number++) {
      const path = join(folder, kind.file);
      const random = new Random(`${kind.name}/${seed}/${number}`);
      writeFileSync(path, kind.mutate(random, random.pick(seeds), seeds));
      const begin = performance.now();
      const finding = await problemOf(kind, path);
      const ms = performance.now() - begin;
      slowestMs = Math.max(slowestMs, ms);
      if (finding === 'refused') refused++;
      else if (finding === undefined) read++;
      else findings.push(`${kind.name}, input ${number}: ${finding}`);
      if (ms > mostMs) findings.push(`${kind.name}, input ${number}: took ${Math.round(ms)} ms`);
      if (readdirSync(folder).length !== 1 + beside.length)
        findings.push(`${kind.name}, input ${number}: wrote another file`);
    }
  } finally {
    stop();
    rmSync(folder, { recursive: true });
  }
  return { name: kind.name, inputs: count, read, refused, findings, slowestMs };
}

async function problemOf(kind: Kind, path: string): Promise<string | undefined> {
  try {
    await kind.read(path);
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError))
      return `threw ${error instanceof Error ? error.stack : messageOf(error)}`;
    const { message } = error;
    if (message.length > MOST_MESSAGE) return `a message of ${message.length} characters`;
    return /[^\P{Cc}\n\t]/u.test(message) ? `a message with control characters: ${message}` : 'refused';
  }
}
