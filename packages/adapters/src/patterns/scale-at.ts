import { UserError } from '@lamella/core';
import { pythonPattern } from './python-pattern.ts';

const KEY = 'each key of rank and alpha patterns';

/** Numbers by module name, or by a pattern of one. */
export type Pattern = Readonly<Record<string, number>>;

/** r and alpha of a module. */
export interface LoraScale {
  readonly rank: number;
  readonly alpha: number;
}

/** r and alpha of all modules, and what differs from them: PEFT's `rank_pattern` and `alpha_pattern`. */
export interface LoraScaleSettings extends LoraScale {
  readonly rankPattern?: Pattern;
  readonly alphaPattern?: Pattern;
}

/**
 * The rank and alpha of one module by PEFT's rule: of the keys of a pattern, the first that the module's path ends with, as
 * a regular expression of Python's, counts.
 *
 * @param path such as `roberta.encoder.layer.3.attention.self.query`
 * @throws {UserError} for a key that is no regular expression, a rank or alpha that can't be one, and for keys that
 *   releases of PEFT read differently: until 0.13 it looked up alpha under the key that the rank was found by
 */
export function scaleAt(path: string, settings: LoraScaleSettings): LoraScale {
  const { rankPattern = {}, alphaPattern = {} } = settings;
  const keyIn = (pattern: Pattern): string =>
    Object.keys(pattern).find((key) => matchesKey(path, key)) ?? path;
  const scale = lookUp(settings, keyIn(rankPattern), keyIn(alphaPattern));
  requirePossible(scale, path);
  const sharedKey =
    Object.keys({ ...rankPattern, ...alphaPattern }).find((key) => matchedUntil013(path, key)) ?? path;
  const shared = lookUp(settings, sharedKey, sharedKey);
  if (shared.rank !== scale.rank || shared.alpha !== scale.alpha)
    throw new UserError(
      `Expected rank and alpha patterns that every release of PEFT reads alike, got for ${path} rank ${scale.rank} and alpha ${scale.alpha} or, in releases that look both up under one key, rank ${shared.rank} and alpha ${shared.alpha}. Give both patterns the same keys, in the same order: names such as "q_proj", or whole paths.`,
    );
  return scale;
}

function lookUp(
  { rank, alpha, rankPattern = {}, alphaPattern = {} }: LoraScaleSettings,
  rankKey: string,
  alphaKey: string,
): LoraScale {
  const numberAt = (pattern: Pattern, key: string, other: number): number =>
    Object.hasOwn(pattern, key) ? (pattern[key] ?? other) : other;
  return { rank: numberAt(rankPattern, rankKey, rank), alpha: numberAt(alphaPattern, alphaKey, alpha) };
}

/**
 * Refuses keys that stand for no module, which PEFT would pass over.
 *
 * @param paths of every module that could get an adapter
 * @throws {UserError} for the first such key, with the modules that there are
 */
export function checkPatterns(
  { rankPattern = {}, alphaPattern = {} }: LoraScaleSettings,
  paths: readonly string[],
): void {
  const unused = [...Object.keys(rankPattern), ...Object.keys(alphaPattern)].find(
    (key) => !paths.some((path) => matchesKey(path, key)),
  );
  if (unused !== undefined)
    throw new UserError(
      `Expected the keys of rank and alpha patterns to match target modules, got "${unused}". The modules are: ${paths.join(', ')}.`,
    );
}

/** Whether PEFT counts a pattern's key for a module: at the end of the path, after a dot or as all of it. */
export function matchesKey(path: string, key: string): boolean {
  return pythonPattern(key, KEY, ['^(.*\\.)?(', ')$']).test(path);
}

/** Until 0.13, PEFT wanted a dot before the key and did not put it into parentheses. */
function matchedUntil013(path: string, key: string): boolean {
  return pythonPattern(key, KEY, ['^(?:.*\\.', '$)']).test(path);
}

function requirePossible({ rank, alpha }: LoraScale, path: string): void {
  if (!Number.isInteger(rank) || rank < 1)
    throw new UserError(`Expected the adapter's rank to be a positive integer, got ${rank} for ${path}.`);
  if (!Number.isFinite(alpha))
    throw new UserError(`Expected the adapter's alpha to be a number, got ${alpha} for ${path}.`);
}
