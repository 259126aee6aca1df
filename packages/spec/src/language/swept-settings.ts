import { isRecord } from '@lamella/files';
import { describeIssues, sweepPaths, valueAt, type Path, type ValueProblem } from './describe-issues.ts';
import { experimentSpec } from './experiment-spec.ts';
import { applyOverrides, settingPath } from './overrides.ts';

/** The sections of a spec whose values trials depend on. */
const sections = [
  'adapter',
  'data',
  'generation',
  'importance',
  'methods',
  'perTask',
  'quantization',
  'rows',
  'training',
];

/**
 * Lists mistakes in the settings of `sweep.set`, and of the extra sweeps': each value is checked as if it stood in its place.
 *
 * @param value a spec's value, which need not be valid
 */
export function checkSwept(value: unknown): ValueProblem[] {
  const settings = sweepPaths(value).flatMap((sweep) => {
    const place = [...sweep, 'set'];
    const set = valueAt(value, place);
    return isRecord(set) ? Object.keys(set).map((key) => ({ key, path: [...place, key] })) : [];
  });
  if (settings.length === 0) return [];
  const known = new Set(problemsOf(value).map(({ message }) => message));
  return settings.flatMap((setting) =>
    checkSetting(value, setting).filter(({ message }) => !known.has(message)),
  );
}

interface Setting {
  readonly key: string;
  readonly path: Path;
}

function checkSetting(spec: unknown, { key, path }: Setting): ValueProblem[] {
  const target = settingPath(key);
  const section = String(target[0]);
  if (!sections.includes(section)) {
    const message = `Expected a setting in one of ${sections.join(', ')}, got "${key}".${hint(section)}`;
    return [{ path, atKey: true, message }];
  }
  if (target.includes('__proto__'))
    return [
      { path, atKey: true, message: 'Expected the name of a setting, got __proto__, which can be none.' },
    ];
  const values = valueAt(spec, path);
  if (!Array.isArray(values)) return [];
  return values.flatMap((value: unknown, index) =>
    problemsOf(applyOverrides(spec, [{ path: target, value, source: key }])).map(({ message }) => ({
      path: [...path, index],
      atKey: false,
      message,
    })),
  );
}

function problemsOf(value: unknown): ValueProblem[] {
  return describeIssues(experimentSpec.safeParse(value).error?.issues ?? [], value);
}

/** Names the key of a sweep that a setting has of its own. */
function hint(section: string): string {
  return ['model', 'layers', 'rank', 'seed'].includes(section) ? ` It is swept by sweep.${section}.` : '';
}
