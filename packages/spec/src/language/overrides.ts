import { UserError } from '@lamella/core';
import type { Path } from './describe-issues.ts';
import { readYaml } from './read-yaml.ts';

/** A value that the command line puts in the place of a spec's. */
export interface Override {
  readonly path: Path;
  readonly value: unknown;
  /** The text as typed, for messages: `--set training.epochs=3`. */
  readonly source: string;
}

/**
 * An override from `path=value`: a path with dots, and a value in YAML.
 *
 * @example parseOverride('sweep.seed=[1, 2]') // {path: ['sweep', 'seed'], value: [1, 2], ...}
 */
export function parseOverride(text: string): Override {
  const source = `--set ${text}`;
  const split = text.indexOf('=');
  const name = text.slice(0, split).trim();
  const path = settingPath(name);
  if (split < 1 || path.includes('') || path.includes('__proto__')) {
    throw new UserError(`Expected path=value as in training.epochs=3, got "${source}".`, { exitCode: 2 });
  }
  const { value, problems } = readYaml(text.slice(split + 1));
  const [problem] = problems;
  if (problem !== undefined)
    throw new UserError(`Expected a YAML value in "${source}". ${problem.message}`, { exitCode: 2 });
  return { path, value, source };
}

/** A setting's path with dots, as keys. */
export function settingPath(key: string): Path {
  return key.split('.').map((one) => (/^\d+$/.test(one) ? Number(one) : one));
}

/** A copy of a spec's values with the overrides in place; sections that are missing on the way are added. */
export function applyOverrides(value: unknown, overrides: readonly Override[]): unknown {
  return overrides.reduce(
    (current, { path, value: replacement }) => replaceAt(current, path, replacement),
    value,
  );
}

function replaceAt(container: unknown, path: Path, replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  if (Array.isArray(container)) {
    const copy: unknown[] = [...container];
    copy[Number(key)] = replaceAt(copy[Number(key)], rest, replacement);
    return copy;
  }
  const isSection = container !== null && typeof container === 'object';
  const copy: Record<PropertyKey, unknown> = isSection ? { ...container } : {};
  const member = Object.hasOwn(copy, key) ? copy[key] : undefined;
  // Plain assignment to a key such as __proto__ would be lost without a message.
  Object.defineProperty(copy, key, {
    value: replaceAt(member, rest, replacement),
    enumerable: true,
    writable: true,
    configurable: true,
  });
  return copy;
}
