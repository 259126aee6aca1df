import { unknownName } from '@lamella/core';
import { checkTable } from './check-table.ts';
import { valueAt, type Path, type ValueProblem } from './describe-issues.ts';
import { experimentSpec, type ExperimentSpec } from './experiment-spec.ts';
import type { Override } from './overrides.ts';
import { validateYaml } from './validate-yaml.ts';

/**
 * A validated spec from YAML, with overrides of the command line in place.
 *
 * @param file the name that messages show
 * @throws UserError (exit code 2) with all problems at once, each with its place, what was expected and what was found
 */
export function parseSpec(text: string, file: string, overrides: readonly Override[] = []): ExperimentSpec {
  return validateYaml(experimentSpec, text, { file, overrides, check: checkReferences });
}

/** What parts of a spec say of one another. */
function checkReferences(value: unknown): ValueProblem[] {
  return [...unknownReferences(value), ...checkTable(value)];
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
