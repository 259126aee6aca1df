import { canonicalJson, nearest, UserError, warn } from '@lamella/core';
import type { FieldRules } from './field-rules.ts';

/** Where fields are, and what is done with those that nobody knows. */
export interface CheckFieldsOptions {
  /** The file's path, with the part of it that is meant if it is not the whole, for messages. */
  readonly where: string;
  /**
   * `refused` where an unknown field may change numbers, as in adapter_config.json; `warned` where files hold what other
   * programs put there.
   */
  readonly unknown: 'refused' | 'warned';
}

/**
 * Holds a JSON object against what is known of its fields, so that none is ignored without a word.
 *
 * @throws {UserError} that names every field whose value is not supported, and every unknown one where those are refused
 */
export function checkFields(
  source: Readonly<Record<string, unknown>>,
  rules: FieldRules,
  { where, unknown }: CheckFieldsOptions,
): void {
  const problems: string[] = [];
  const strangers: string[] = [];
  for (const [name, value] of Object.entries(source)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) strangers.push(name);
    else if (rule.kind === 'only' && !rule.values.some((allowed) => isSame(allowed, value)))
      problems.push(
        `Expected "${name}" in ${where} to be ${rule.values.map(show).join(' or ')}, got ${show(value)}, ` +
          `which is not supported: ${rule.why}.`,
      );
  }
  if (unknown === 'refused') problems.push(...strangers.map((name) => unknownField(name, rules, where)));
  if (problems.length > 0) throw new UserError(problems.join('\n'));
  if (strangers.length > 0) warn(unknownFields(strangers, where));
}

function isSame(allowed: unknown, value: unknown): boolean {
  return canonicalJson(allowed) === canonicalJson(value);
}

function unknownField(name: string, rules: FieldRules, where: string): string {
  const guess = nearest(name, Object.keys(rules));
  return (
    `Unknown field "${name}" in ${where}.` +
    (guess === undefined ? '' : ` Did you mean "${guess}"?`) +
    ' It may change what the file stands for, so that the file is refused.'
  );
}

function unknownFields(names: readonly string[], where: string): string {
  const list = names.map((name) => `"${name}"`).join(', ');
  return `Unknown ${names.length === 1 ? 'field' : 'fields'} ${list} in ${where}: ignored.`;
}

/** Values as JSON, long ones cut. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 100 ? text : `${text.slice(0, 100)} …`;
}
