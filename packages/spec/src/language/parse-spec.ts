import { unknownName, UserError } from '@lamella/core';
import { checkCells } from './check-cells.ts';
import { checkControls } from './check-controls.ts';
import { checkPrimary } from './check-primary.ts';
import { checkScores } from './check-scores.ts';
import { checkTable } from './check-table.ts';
import { sweepPaths, valueAt, type Path, type ValueProblem } from './describe-issues.ts';
import { experimentSpec, type ExperimentSpec } from './experiment-spec.ts';
import { knownMethods } from './known-methods.ts';
import type { Override } from './overrides.ts';
import type { SourceMap } from './source-map.ts';
import type { SpecFile } from './spec-files.ts';
import { checkSwept } from './swept-settings.ts';
import { unreadDropFirst } from './unread-settings.ts';
import { validateWithPlaces } from './validate-yaml.ts';

/** Keys that a spec does not take from one that it extends: its name is that of its results. */
const ownKeys = ['name', 'description', 'extends'];

/**
 * A validated spec from YAML, with overrides of the command line in place.
 *
 * @param file the name that messages show
 * @throws UserError (exit code 2) with all problems at once, each with its place, what was expected and what was found, and for
 *   a text that extends a file, which takes reading it
 */
export function parseSpec(text: string, file: string, overrides: readonly Override[] = []): ExperimentSpec {
  const { spec, places, isExtending } = parseSpecFiles([{ file, text }], overrides);
  if (!isExtending) return spec;
  throw new UserError(
    `${places.locate(['extends'], true).name}: Expected a spec that extends no other, got one: read it from its file.`,
    { exitCode: 2 },
  );
}

/** A spec from its file and those that it extends, the nearest first; relative paths in it are as they were written. */
export function parseSpecFiles(
  [own, ...bases]: readonly [SpecFile, ...SpecFile[]],
  overrides: readonly Override[] = [],
): { readonly spec: ExperimentSpec; readonly places: SourceMap; readonly isExtending: boolean } {
  const { value, places } = validateWithPlaces(experimentSpec, own.text, {
    ...{ file: own.file, bases, ownKeys, overrides },
    check: (found) => [...overriddenExtends(overrides), ...checkReferences(found)],
  });
  const { extends: base, ...spec } = value;
  return { spec, places, isExtending: base !== undefined };
}

/** Files are merged before the command line has its say. */
function overriddenExtends(overrides: readonly Override[]): ValueProblem[] {
  const isSet = overrides.some(({ path: [key] }) => key === 'extends');
  const message = 'Expected extends in the file of a spec, got it on the command line.';
  return isSet ? [{ path: ['extends'], atKey: true, message }] : [];
}

/** Checks parts of a spec that refer to one another. */
function checkReferences(value: unknown): ValueProblem[] {
  const cells = checkCells(value);
  // What follows takes time for each value of a sweep.
  if (cells.length > 0) return cells;
  return [
    ...unknownReferences(value),
    ...checkTable(value),
    ...checkScores(value),
    ...checkSwept(value),
    ...unreadDropFirst(value),
    ...checkControls(value),
    ...checkPrimary(value),
  ];
}

/** Methods and tasks that a sweep or a comparison names but the spec does not have. */
function unknownReferences(value: unknown): ValueProblem[] {
  const tasks = valueAt(value, ['tasks']);
  const known = knownMethods(value);
  if (!Array.isArray(tasks) || known === undefined) return [];
  const ofSweeps = sweepPaths(value).flatMap((path) => [
    ...strangers(value, [...path, 'methods'], known.methods),
    ...strangers(value, [...path, 'tasks'], tasks.map(String)),
  ]);
  return [...ofSweeps, ...strangers(value, ['compare', 'against'], known.arms)];
}

function strangers(value: unknown, path: Path, valid: readonly string[]): ValueProblem[] {
  const names = valueAt(value, path);
  if (!Array.isArray(names)) return [];
  return names.flatMap((name: unknown, position) => {
    if (typeof name !== 'string' || valid.includes(name)) return [];
    const kind = `${path.at(-1) === 'tasks' ? 'task' : 'method'} of this spec`;
    return [{ path: [...path, position], atKey: false, message: unknownName(kind, name, valid) }];
  });
}
