import { shorten, nearest, unknownName } from '@lamella/core';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;
export type Path = readonly PropertyKey[];

/** One thing that is wrong with a spec's values, before it has a place in a file. */
export interface ValueProblem {
  readonly path: Path;
  /** Whether the key is wrong, and not its value. */
  readonly atKey: boolean;
  readonly message: string;
}

/**
 * Zod's issues as problems in words: what was expected (the issue's own message, by the convention of
 * `fields.ts`), what was found, and the nearest valid name.
 */
export function describeIssues(issues: readonly Issue[], value: unknown): ValueProblem[] {
  return issues.flatMap((issue) => describeIssue(issue, value));
}

/** The member of a value at a path, if there is one. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((parent, key) => {
    const isContainer = parent !== null && typeof parent === 'object' && Object.hasOwn(parent, key);
    return isContainer ? Reflect.get(parent, key) : undefined;
  }, value);
}

/** The places of a spec's sweeps; the spec need not be valid. */
export function sweepPaths(value: unknown): Path[] {
  const extra = valueAt(value, ['extraSweeps']);
  return [['sweep'], ...(Array.isArray(extra) ? extra.map((_sweep, index) => ['extraSweeps', index]) : [])];
}

function describeIssue(issue: Issue, value: unknown): ValueProblem[] {
  const { path, message } = issue;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey([...path, key], message.split(', ')));
  }
  if (issue.code === 'invalid_key') {
    return [
      { path, atKey: true, message: `Expected ${issue.issues[0]?.message}, got "${String(path.at(-1))}".` },
    ];
  }
  if (issue.code === 'invalid_union') {
    const branch = branchThatWasMeant(issue.errors);
    if (branch !== undefined) {
      return describeIssues(
        branch.map((inner) => ({ ...inner, path: [...path, ...inner.path] })),
        value,
      );
    }
  }
  return [describeValue(issue, valueAt(value, path))];
}

function unknownKey(path: Path, valid: readonly string[]): ValueProblem {
  const kind = path.length === 1 ? 'key' : `key of ${formatPath(path.slice(0, -1))}`;
  return { path, atKey: true, message: unknownName(kind, String(path.at(-1)), valid) };
}

function describeValue(issue: Issue, found: unknown): ValueProblem {
  const { path, message: expected } = issue;
  const name = path.length === 0 ? 'the spec' : formatPath(path);
  if (found === undefined) return { path, atKey: true, message: `Missing ${name}: expected ${expected}.` };
  const guess = typeof found === 'string' ? nearest(found, validNames(issue)) : undefined;
  const hint = guess === undefined ? spellingHint(found, expected) : ` Did you mean "${guess}"?`;
  return { path, atKey: false, message: `Expected ${name} to be ${expected}, got ${show(found)}.${hint}` };
}

/** The one alternative that has the value's type but holds mistakes inside, if there is exactly one. */
function branchThatWasMeant(errors: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const candidates = errors.filter((issues) =>
    issues.some((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys'),
  );
  return candidates.length === 1 ? candidates[0] : undefined;
}

function validNames(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union') return [];
  const kinds = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  return [...kinds, ...issue.errors.flat().flatMap(validNames)];
}

function spellingHint(found: unknown, expected: string): string {
  if (typeof found === 'string' && found !== '') {
    if (/number/.test(expected) && Number.isFinite(Number(found))) return ' Write it without quotes.';
    if (/number/.test(expected) && Number.isFinite(Number(found.replaceAll('_', ''))))
      return ' Write it without "_".';
    if (/true or false/.test(expected) && /^(yes|no|on|off)$/i.test(found)) {
      return ` In YAML 1.2 "${found}" is text: write ${/^(yes|on)$/i.test(found) ? 'true' : 'false'}.`;
    }
  }
  if (typeof found === 'number' && Number.isInteger(found) && !Number.isSafeInteger(found))
    return ' Whole numbers are held exactly up to 9007199254740991.';
  if (typeof found === 'number' && /one-hot/.test(expected)) return ' Put quotes around a one-hot string.';
  return '';
}

function show(found: unknown): string {
  if (found === null) return 'nothing (null)';
  if (typeof found === 'string') return `"${shorten(found)}" (text)`;
  if (Array.isArray(found)) return `a list of ${found.length}`;
  return typeof found === 'object' ? 'a section' : `${String(found)} (${typeof found})`;
}

/** A path as people write it: `methods.cka.training` or `tasks[1]`. */
export function formatPath(path: Path): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
}
