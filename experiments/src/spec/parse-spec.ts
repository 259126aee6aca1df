import { UserError, unknownName } from '@lamella/core';
import { describeIssues, valueAt, type Path, type ValueProblem } from './describe-issues.ts';
import { experimentSpec, type ExperimentSpec } from './experiment-spec.ts';
import { applyOverrides, type Override } from './overrides.ts';
import { readYaml } from './read-yaml.ts';
import { SourceMap, type Place } from './source-map.ts';

const maxShown = 50;

/**
 * A validated spec from YAML, with overrides of the command line in place.
 *
 * @param file the name that messages show
 * @throws UserError (exit code 2) with all problems at once, each with its place, what was expected and what was found
 */
export function parseSpec(text: string, file: string, overrides: readonly Override[] = []): ExperimentSpec {
  const yaml = readYaml(text);
  const places = new SourceMap(file, yaml, overrides);
  const problems = yaml.problems.map(({ offset, message }) => ({ place: places.at(offset), message }));
  if (!yaml.isWellFormed) throw specError(problems);
  const value = applyOverrides(yaml.value, overrides);
  const result = experimentSpec.safeParse(value);
  const wrong = [
    ...(result.success ? [] : describeIssues(result.error.issues, value)),
    ...unknownReferences(value),
  ];
  problems.push(...wrong.map(({ path, atKey, message }) => ({ place: places.locate(path, atKey), message })));
  if (!result.success || problems.length > 0) throw specError(problems);
  return result.data;
}

/** Methods and tasks that an extra sweep names but the spec does not have. */
function unknownReferences(value: unknown): ValueProblem[] {
  const methods = valueAt(value, ['methods']);
  const tasks = valueAt(value, ['tasks']);
  const sweeps = valueAt(value, ['extraSweeps']);
  if (!Array.isArray(sweeps) || !Array.isArray(tasks) || methods === null || typeof methods !== 'object')
    return [];
  return sweeps.flatMap((_sweep, index) => [
    ...strangers(value, ['extraSweeps', index, 'methods'], Object.keys(methods)),
    ...strangers(value, ['extraSweeps', index, 'tasks'], tasks.map(String)),
  ]);
}

function strangers(value: unknown, path: Path, valid: readonly string[]): ValueProblem[] {
  const names = valueAt(value, path);
  if (!Array.isArray(names)) return [];
  return names.flatMap((name: unknown, position) => {
    if (typeof name !== 'string' || valid.includes(name)) return [];
    const kind = `${String(path.at(-1)).slice(0, -1)} of this spec`;
    return [{ path: [...path, position], atKey: false, message: unknownName(kind, name, valid) }];
  });
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
