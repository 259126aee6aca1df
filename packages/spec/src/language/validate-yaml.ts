import { UserError } from '@lamella/core';
import type { z } from 'zod';
import { describeIssues, type ValueProblem } from './describe-issues.ts';
import { applyOverrides, type Override } from './overrides.ts';
import { readYaml } from './read-yaml.ts';
import { SourceMap, type Place } from './source-map.ts';

const maxShown = 50;

/** Where a text comes from and what is checked besides its schema. */
export interface ValidationOptions {
  /** The name that messages show. */
  readonly file: string;
  /** Of the command line. */
  readonly overrides?: readonly Override[];
  /** Further problems of the value, which need not be valid. */
  readonly check?: (value: unknown) => readonly ValueProblem[];
}

/**
 * The value of a YAML text, validated by a schema, with overrides in place.
 *
 * @throws UserError (exit code 2) with all problems at once, each with its place, what was expected and what was found
 */
export function validateYaml<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  { file, overrides = [], check = () => [] }: ValidationOptions,
): z.output<Schema> {
  const yaml = readYaml(text);
  const places = new SourceMap(file, yaml, overrides);
  const problems = yaml.problems.map(({ offset, message }) => ({ place: places.at(offset), message }));
  if (!yaml.isWellFormed) throw specError(problems);
  const value = applyOverrides(yaml.value, overrides);
  const result = schema.safeParse(value);
  const wrong = [...(result.success ? [] : describeIssues(result.error.issues, value)), ...check(value)];
  problems.push(...wrong.map(({ path, atKey, message }) => ({ place: places.locate(path, atKey), message })));
  if (!result.success || problems.length > 0) throw specError(problems);
  return result.data;
}

function specError(problems: readonly { place: Place; message: string }[]): UserError {
  const lines = problems
    .toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
    .map(({ place, message }) => `${place.name}: ${message}`);
  const shown = lines.slice(0, maxShown);
  if (lines.length > maxShown) shown.push(`... and ${lines.length - maxShown} more.`);
  return new UserError([...(lines.length > 1 ? [`${lines.length} problems:`] : []), ...shown].join('\n'), {
    exitCode: 2,
  });
}
