import { trialIdentity, type ResolvedTrial } from '@lamella/spec';
import type { ResultInputs, TrialResult } from './trial-result.ts';

/** A setting that differs between two trials. */
export interface Change {
  readonly key: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Why a stored result is not that of a trial: what it was made with, and what holds now. */
export function explainChange(stored: TrialResult, trial: ResolvedTrial, inputs: ResultInputs): string {
  const changes = findChanges(trialIdentity(stored.trial), trialIdentity(trial));
  const texts = changes.map(({ key, from, to }) => `${key}: ${show(from)} -> ${show(to)}`);
  if (stored.inputs.model !== inputs.model) texts.push('the content of the model');
  if (stored.inputs.data !== inputs.data) texts.push('the content of the data');
  if (stored.inputs.code !== inputs.code)
    texts.push(`version of results: ${stored.inputs.code} -> ${inputs.code}`);
  return texts.join('; ');
}

/** The members that differ, at any depth, in the order of the first value. */
export function findChanges(from: unknown, to: unknown, path = ''): Change[] {
  if (isPlainObject(from) && isPlainObject(to)) {
    const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...keys].flatMap((key) => findChanges(from[key], to[key], path === '' ? key : `${path}.${key}`));
  }
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ key: path, from, to }];
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
