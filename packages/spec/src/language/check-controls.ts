import { isRecord } from '@lamella/files';
import { controlProblems } from './control-methods.ts';
import { type Path, sweepPaths, valueAt, type ValueProblem } from './describe-issues.ts';
import { experimentSpec } from './experiment-spec.ts';

/**
 * Lists controls that a spec's methods don't allow, and what can't stand beside the choice of a learning rate.
 *
 * @param value a spec's value, which need not be valid
 */
export function checkControls(value: unknown): ValueProblem[] {
  if (!isRecord(value)) return [];
  return [...refusedControls(value), ...checkTune(value)];
}

function refusedControls(value: Readonly<Record<string, unknown>>): ValueProblem[] {
  if (value['controls'] === undefined) return [];
  const { data } = experimentSpec.safeParse(value);
  if (data === undefined) return [];
  const { extends: _base, ...spec } = data;
  return controlProblems(spec).map((problem) => ({ ...problem, atKey: false }));
}

function checkTune(value: Readonly<Record<string, unknown>>): ValueProblem[] {
  const forAll = value['tune'];
  const methods = isRecord(value['methods']) ? Object.entries(value['methods']) : [];
  const own = methods.flatMap(([name, method]): Tune[] =>
    isRecord(method) && isRecord(method['tune'])
      ? [{ path: ['methods', name, 'tune'], tune: method['tune'] }]
      : [],
  );
  const ofAll = isRecord(forAll) ? [{ path: ['tune'], tune: forAll }] : [];
  const hasRates = ({ tune }: Tune): boolean => tune['learningRate'] !== undefined;
  // What a spec says for all, methods with rates of their own need not repeat.
  const silent = ofAll.some(hasRates) ? [] : [...own, ...(own.some(hasRates) ? [] : ofAll)];
  return [
    ...silent
      .filter((one) => !hasRates(one))
      .map(({ path }) => ({
        path,
        atKey: true,
        message: `Missing ${path.join('.')}.learningRate: expected a list of learning rates to choose from.`,
      })),
    ...([...ofAll, ...own].length === 0 ? [] : sweptRates(value)),
  ];
}

interface Tune {
  readonly path: Path;
  readonly tune: Readonly<Record<string, unknown>>;
}

/** A sweep over what is chosen would be without effect. */
function sweptRates(value: unknown): ValueProblem[] {
  return sweepPaths(value).flatMap((sweep) => {
    const set = valueAt(value, [...sweep, 'set']);
    const keys = isRecord(set) ? Object.keys(set).filter((key) => key.endsWith('training.learningRate')) : [];
    return keys.map((key) => ({
      path: [...sweep, 'set', key],
      atKey: true,
      message: `Expected no sweep over ${key} beside tune, which chooses the learning rate, got one.`,
    }));
  });
}
