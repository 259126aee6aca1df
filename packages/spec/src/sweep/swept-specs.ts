import { experimentSpec, type ExperimentSpec } from '../language/experiment-spec.ts';
import { applyOverrides } from '../language/overrides.ts';
import { settingPath } from '../language/swept-settings.ts';

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

function withSettings(spec: ExperimentSpec, settings: Settings): ExperimentSpec {
  const overrides = settings.map(({ key, value }) => ({ path: settingPath(key), value, source: key }));
  const { extends: _base, ...changed } = experimentSpec.parse(applyOverrides(spec, overrides));
  return changed;
}
