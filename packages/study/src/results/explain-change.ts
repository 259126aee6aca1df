import { trialIdentity, type ResolvedTrial } from '@lamella/spec';
import { describePartChange, type PartChange } from './input-parts.ts';
import type { ResultInputs, TrialResult } from './trial-result.ts';

/** A setting that differs between two trials. */
export interface Change {
  readonly key: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** An input whose content differs. */
export interface InputChange {
  readonly input: keyof ResultInputs;
  readonly from: string | number;
  readonly to: string | number;
  /** The parts that differ; undefined if it was not kept what there was. */
  readonly parts: readonly PartChange[] | undefined;
}

/** All that tells a stored result from that of a trial. */
export interface Explanation {
  readonly settings: readonly Change[];
  readonly inputs: readonly InputChange[];
}

/** A trial as it is now. */
export interface PresentTrial {
  readonly trial: ResolvedTrial;
  readonly inputs: ResultInputs;
}

/** Tells which parts of an input have changed between two of its hashes; undefined if that is not known. */
export type FindParts = (from: string | number, to: string | number) => readonly PartChange[] | undefined;

/** What a trial's numbers depend on besides its settings. */
export const inputNames = ['model', 'data', 'code'] as const;

/** Why a stored result is not that of a trial: what it was made with, and what holds now. */
export function explainChange(
  stored: TrialResult,
  now: PresentTrial,
  findParts: FindParts = () => undefined,
): Explanation {
  return {
    settings: findChanges(trialIdentity(stored.trial), trialIdentity(now.trial)),
    inputs: inputNames.flatMap((input) => {
      const [from, to] = [stored.inputs[input], now.inputs[input]];
      return from === to ? [] : [{ input, from, to, parts: findParts(from, to) }];
    }),
  };
}

/**
 * The differences in words, each with what was and what is: `training.epochs: 3 -> 5`, `model: config.json has changed`.
 *
 * @param most parts of an input that are named
 */
export function describeChange({ settings, inputs }: Explanation, most = 3): string[] {
  const texts = settings.map(({ key, from, to }) => `${key}: ${show(from)} -> ${show(to)}`);
  return [...texts, ...inputs.map((change) => describeInput(change, most))];
}

function describeInput({ input, from, to, parts }: InputChange, most: number): string {
  if (parts === undefined || parts.length === 0)
    return input === 'code' ? `the code: ${from} -> ${to}` : `the content of the ${input}`;
  const named = parts.slice(0, most).map(describePartChange);
  const more = parts.length > most ? [`${parts.length - most} more`] : [];
  return `${input}: ${[...named, ...more].join(', ')}`;
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
