import { existsSync, readFileSync } from 'node:fs';
import { groupBy } from '@lamella/core';
import { ledgerPath } from './stepping-trial.ts';

/** What a trial that counts steps has written down. */
export interface LedgerLine {
  readonly kind: 'begin' | 'step' | 'end';
  readonly trial: string;
  /** That was taken, or that an attempt goes on from. */
  readonly step: number;
}

/** The ledger of a run's trials that count steps. */
export function readLedger(runFolder: string): LedgerLine[] {
  const path = ledgerPath(runFolder);
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const [kind, trial = '', step] = line.split(' ');
      return { kind: kind as LedgerLine['kind'], trial, step: Number(step) };
    });
}

/**
 * Steps of trials that were lost or taken twice, in words. A process may be killed between a step's checkpoint and its line: then the
 * next attempt goes on from that step, and the line alone is missing.
 */
export function findLossesAndRepeats(ledger: readonly LedgerLine[], steps: number): string[] {
  return [...groupBy(ledger, ({ trial }) => trial)].flatMap(([trial, lines]) => {
    const problems: string[] = [];
    let done = 0;
    let isEnded = false;
    for (const { kind, step } of lines) {
      if (isEnded) problems.push(`${trial}: ${kind} ${step} after its end`);
      if (kind === 'begin' && (step < done || step > done + 1))
        problems.push(`${trial}: went on from ${step} after ${done}`);
      if (kind === 'step' && step !== done + 1) problems.push(`${trial}: took ${step} after ${done}`);
      if (kind === 'end' && step !== done) problems.push(`${trial}: ended after ${done} of ${step}`);
      done = step;
      isEnded ||= kind === 'end';
    }
    if (!isEnded || done !== steps) problems.push(`${trial}: came to ${done} of ${steps}`);
    return problems;
  });
}
