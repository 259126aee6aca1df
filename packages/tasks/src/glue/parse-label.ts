import { UserError } from '@lamella/core';
import type { TaskInfo } from './tasks.ts';

const SIMILARITY_RANGE = [0, 5] as const;

/** Reads a label that a file gives as text; `names` are the classes as that file writes them. */
export function parseLabel(
  raw: string,
  info: TaskInfo,
  { names, where }: { names: readonly string[]; where: string },
): number {
  if (info.kind === 'regression')
    return checkScore(raw.trim() === '' ? NaN : Number(raw), { found: `"${raw}"`, where });
  const label = names.indexOf(raw);
  if (label === -1)
    throw new UserError(`Expected a ${info.title} label (${names.join(', ')}) at ${where}, got "${raw}".`);
  return label;
}

/** Checks a label that a file gives as a number: a class index, or a score. */
export function checkLabel(raw: unknown, info: TaskInfo, where: string): number {
  // Parquet's 64-bit integers arrive as BigInt.
  const label = typeof raw === 'bigint' ? Number(raw) : raw;
  const found = String(raw);
  if (typeof label !== 'number')
    throw new UserError(`Expected a number as ${info.title} label at ${where}, got ${found}.`);
  if (info.kind === 'regression') return checkScore(label, { found, where });
  if (info.labels[label] === undefined) {
    throw new UserError(
      `Expected a ${info.title} label from 0 to ${info.labels.length - 1} at ${where}, got ${found}.`,
    );
  }
  return label;
}

function checkScore(score: number, { found, where }: { found: string; where: string }): number {
  const [least, most] = SIMILARITY_RANGE;
  if (score >= least && score <= most) return score;
  throw new UserError(`Expected a similarity from ${least} to ${most} at ${where}, got ${found}.`);
}
