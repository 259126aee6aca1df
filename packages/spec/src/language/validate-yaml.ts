import { UserError } from '@lamella/core';
import { isRecord } from '@lamella/files';
import type { z } from 'zod';
import { describeIssues, type ValueProblem } from './describe-issues.ts';
import { mergeValues } from './merge-values.ts';
import { applyOverrides, type Override } from './overrides.ts';
import { readYaml } from './read-yaml.ts';
import { SourceMap, type Place } from './source-map.ts';
import type { SpecFile } from './spec-files.ts';

const maxShown = 50;
const maxLocated = 500;

/** Where a text comes from and what is checked besides its schema. */
export interface ValidationOptions {
  /** The name that messages show. */
  readonly file: string;
  /** The files that this one extends, the nearest first. */
  readonly bases?: readonly SpecFile[];
  /** Keys that are not taken from the files that are extended. */
  readonly ownKeys?: readonly string[];
  /** Of the command line. */
  readonly overrides?: readonly Override[];
  /** Further problems of the value, which need not be valid. */
  readonly check?: (value: unknown) => readonly ValueProblem[];
}

/** A value that is what its schema says, and where its parts were written. */
export interface ValidatedYaml<Value> {
  readonly value: Value;
  readonly places: SourceMap;
}

/**
 * The value of a YAML text, validated by a schema, laid over what it extends and with overrides in place.
 *
 * @throws UserError (exit code 2) with all problems at once, each with its place, what was expected and what was found
 */
export function validateYaml<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  options: ValidationOptions,
): z.output<Schema> {
  return validateWithPlaces(schema, text, options).value;
}

/** The same, with the places of the value's parts. */
export function validateWithPlaces<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  { file, bases = [], ownKeys = [], overrides = [], check = () => [] }: ValidationOptions,
): ValidatedYaml<z.output<Schema>> {
  const layers = [{ file, text }, ...bases].map((one) => ({ file: one.file, yaml: readYaml(one.text) }));
  const places = new SourceMap(layers, overrides, ownKeys);
  const problems = layers.flatMap(({ yaml }, layer) =>
    yaml.problems.map(({ offset, message }) => ({ place: places.at(offset, layer), message })),
  );
  if (layers.some(({ yaml }) => !yaml.isWellFormed)) throw specError(problems);
  const [own, ...inherited] = layers.map(({ yaml }) => yaml.value);
  const whole = inherited.reduce(
    (merged: unknown, base) => mergeValues(schema, withoutKeys(base, ownKeys), merged),
    own,
  );
  const value = applyOverrides(whole, overrides);
  const result = schema.safeParse(value);
  const wrong = [...(result.success ? [] : describeIssues(result.error.issues, value)), ...check(value)];
  // Finding a place takes as long as the file is: of mistakes without end, the first ones are told.
  const told = wrong.slice(0, maxLocated);
  problems.push(...told.map(({ path, atKey, message }) => ({ place: places.locate(path, atKey), message })));
  if (!result.success || problems.length > 0) throw specError(problems, wrong.length - told.length);
  return { value: result.data, places };
}

function withoutKeys(value: unknown, keys: readonly string[]): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

function specError(problems: readonly { place: Place; message: string }[], numUntold = 0): UserError {
  const lines = problems
    .toSorted(
      (a, b) =>
        a.place.layer - b.place.layer || a.place.line - b.place.line || a.place.column - b.place.column,
    )
    .map(({ place, message }) => `${place.name}: ${message}`);
  const shown = lines.slice(0, maxShown);
  const total = lines.length + numUntold;
  if (total > shown.length) shown.push(`... and ${total - shown.length} more.`);
  return new UserError([...(total > 1 ? [`${total} problems:`] : []), ...shown].join('\n'), {
    exitCode: 2,
  });
}
