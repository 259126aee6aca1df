import { UserError } from '@lamella/core';

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
 * a regular expression, counts.
 *
 * @param path such as `roberta.encoder.layer.3.attention.self.query`
 * @throws {UserError} for a key that is no regular expression, a rank or alpha that can't be one, and for keys that
 *   releases of PEFT read differently: until 0.13 it looked up alpha under the key that the rank was found by
 */
export function scaleAt(path: string, settings: LoraScaleSettings): LoraScale {
  const { rank, alpha, rankPattern = {}, alphaPattern = {} } = settings;
  const numberAt = (pattern: Pattern, key: string | undefined, other: number): number =>
    key !== undefined && Object.hasOwn(pattern, key) ? (pattern[key] ?? other) : other;
  const keyIn = (pattern: Pattern): string | undefined =>
    Object.keys(pattern).find((key) => endsWith(path, key));
  const scale = {
    rank: numberAt(rankPattern, keyIn(rankPattern), rank),
    alpha: numberAt(alphaPattern, keyIn(alphaPattern), alpha),
  };
  requirePossible(scale, path);
  const sharedKey = keyIn({ ...rankPattern, ...alphaPattern });
  const shared = {
    rank: numberAt(rankPattern, sharedKey, rank),
    alpha: numberAt(alphaPattern, sharedKey, alpha),
  };
  if (shared.rank !== scale.rank || shared.alpha !== scale.alpha)
    throw new UserError(
      `Expected rank and alpha patterns that every release of PEFT reads alike, found for ${path} rank ${scale.rank} and alpha ${scale.alpha} or, in releases that look both up under one key, rank ${shared.rank} and alpha ${shared.alpha}. Give both patterns the same keys, in the same order.`,
    );
  return scale;
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
    (key) => !paths.some((path) => endsWith(path, key)),
  );
  if (unused !== undefined)
    throw new UserError(
      `Expected the keys of rank and alpha patterns to match target modules, found "${unused}". The modules are: ${paths.join(', ')}.`,
    );
}

/** As PEFT puts the key into a regular expression: at the end of the path, after a dot or as all of it. */
function endsWith(path: string, key: string): boolean {
  try {
    return path === key || new RegExp(`^(?:.*\\.)?(?:${key})$`).test(path);
  } catch (error) {
    throw new UserError(
      `Expected the keys of rank and alpha patterns to be names or regular expressions, found "${key}".`,
      { cause: error },
    );
  }
}

function requirePossible({ rank, alpha }: LoraScale, path: string): void {
  if (!Number.isInteger(rank) || rank < 1)
    throw new UserError(`Expected the adapter's rank to be a positive integer, found ${rank} for ${path}.`);
  if (!Number.isFinite(alpha))
    throw new UserError(`Expected the adapter's alpha to be a number, found ${alpha} for ${path}.`);
}
