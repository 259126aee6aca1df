import { UserError } from '@lamella/core';
import { experimentSpec, type ExperimentSpec } from '../language/experiment-spec.ts';
import { describeIssues } from '../language/describe-issues.ts';
import { applyOverrides, settingPath } from '../language/overrides.ts';

/** A setting of `sweep.set` with one of its values. */
export interface Setting {
  /** Its path with dots. */
  readonly key: string;
  readonly value: unknown;
  /** All values that the sweep gives it. */
  readonly values: readonly unknown[];
}

/** One value for each swept setting. */
export type Settings = readonly Setting[];

/** The product of the values of swept settings; of none, the one with no setting. */
export function settingsOf(set: Readonly<Record<string, readonly unknown[]>>): Settings[] {
  return Object.entries(set).reduce<Settings[]>(
    (products, [key, values]) =>
      products.flatMap((settings) => values.map((value) => [...settings, { key, value, values }])),
    [[]],
  );
}

/** Gives the spec that has some settings in place, which is made once for the same settings. */
export function specsOf(spec: ExperimentSpec): (settings: Settings) => ExperimentSpec {
  const made = new Map<string, ExperimentSpec>();
  return (settings) => {
    if (settings.length === 0) return spec;
    const name = JSON.stringify(settings.map(({ key, value }) => [key, value]));
    const known = made.get(name) ?? withSettings(spec, settings);
    made.set(name, known);
    return known;
  };
}

/** @throws UserError (exit code 2) for values that are valid each, but not together */
function withSettings(spec: ExperimentSpec, settings: Settings): ExperimentSpec {
  const overrides = settings.map(({ key, value }) => ({ path: settingPath(key), value, source: key }));
  const value = applyOverrides(spec, overrides);
  const { data, error } = experimentSpec.safeParse(value);
  if (data === undefined)
    throw new UserError(
      `Expected settings of sweep.set that fit together, got ${settings.map(({ key }) => key).join(', ')}: ` +
        describeIssues(error?.issues ?? [], value)
          .map(({ message }) => message)
          .join(' '),
      { exitCode: 2 },
    );
  const { extends: _base, ...changed } = data;
  return changed;
}
