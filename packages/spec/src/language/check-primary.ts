import { canonicalJson, unknownName } from '@lamella/core';
import { countedMethods } from '@lamella/metrics/selection';
import { isRecord } from '@lamella/files';
import { armName, type ControlledMethod, controlProblems, withControls } from './control-methods.ts';
import { defaults } from './defaults.ts';
import { type Path, valueAt, type ValueProblem } from './describe-issues.ts';
import { experimentSpec, type ExperimentSpec } from './experiment-spec.ts';
import { knownMethods } from './known-methods.ts';
import {
  isPair,
  MEAN_OVER_TASKS,
  type PrimaryComparison,
  primaryComparisons,
  scoreNames,
  usualPlace,
} from './primary-comparisons.ts';

/**
 * Lists what is wrong with the primary comparisons of a spec: arms and tasks that it doesn't have, arms that aren't swept together, a
 * comparison that is there twice, and one that its sweeps have at several N, ranks, models or settings, of which it names none.
 *
 * @param value a spec's value, which need not be valid
 */
export function checkPrimary(value: unknown): ValueProblem[] {
  const written = valueAt(value, ['compare', 'primary']);
  if (!Array.isArray(written)) return [];
  const strangers = unknownArms(value, written);
  const { data } = experimentSpec.safeParse(value);
  if (data === undefined || strangers.length > 0) return strangers;
  const { extends: _base, ...spec } = data;
  if (controlProblems(spec).length > 0) return [];
  const all = primaryComparisons(spec);
  return all.flatMap((one, index) => {
    const isShort = isPair(spec.compare?.primary?.[index] ?? []);
    const place = { path: ['compare', 'primary', index], isShort };
    const problem = firstProblem(one, spec) ?? twiceProblem(one, all.slice(0, index));
    return problem === undefined ? [] : [toProblem(problem, place)];
  });
}

/** What is wrong with a comparison, and the key that says it. */
interface Problem {
  readonly key?: 'arms' | 'on' | 'layers' | 'rank';
  readonly message: string;
}

function toProblem(
  { key, message }: Problem,
  { path, isShort }: { readonly path: Path; readonly isShort: boolean },
): ValueProblem {
  const hasKey = key !== undefined && !isShort;
  return { path: hasKey ? [...path, key] : path, atKey: false, message };
}

function unknownArms(value: unknown, written: readonly unknown[]): ValueProblem[] {
  const known = knownMethods(value);
  if (known === undefined) return [];
  return written.flatMap((one: unknown, index) => {
    const path: Path = ['compare', 'primary', index, ...(isRecord(one) ? ['arms'] : [])];
    const names = valueAt(value, path);
    if (!Array.isArray(names)) return [];
    return names.flatMap((name: unknown, position) =>
      typeof name !== 'string' || known.arms.includes(name)
        ? []
        : [
            {
              path: [...path, position],
              atKey: false,
              message: unknownName('arm of this spec', name, known.arms),
            },
          ],
    );
  });
}

function firstProblem(one: PrimaryComparison, spec: ExperimentSpec): Problem | undefined {
  const [a, b] = one.arms;
  if (a === b) return { key: 'arms', message: `Expected two different arms, got ${a} twice.` };
  return placeProblem(one, spec) ?? sweepProblem(one, spec);
}

function placeProblem({ on }: PrimaryComparison, spec: ExperimentSpec): Problem | undefined {
  const names = scoreNames(spec);
  if (on === MEAN_OVER_TASKS) {
    if (spec.tasks.length > 1) return undefined;
    const example = `{arms: [cka, all], on: ${names[0] ?? 'cola'}}`;
    return usualPlace(spec) === undefined
      ? { message: `Expected a primary comparison on one of ${names.join(', ')}, as in ${example}.` }
      : {
          key: 'on',
          message: `Expected several tasks for a comparison on their mean, got ${names[0]} alone.`,
        };
  }
  if (names.includes(on)) return undefined;
  return { key: 'on', message: unknownName('task of this spec', on, [MEAN_OVER_TASKS, ...names]) };
}

function twiceProblem(one: PrimaryComparison, before: readonly PrimaryComparison[]): Problem | undefined {
  const keyOf = ({ arms, ...at }: PrimaryComparison): string => canonicalJson([arms.toSorted(), at]);
  if (!before.some((other) => keyOf(other) === keyOf(one))) return undefined;
  return {
    message: `Expected each comparison once, got ${one.arms.join(' and ')} on ${one.on} a second time.`,
  };
}

/** A sweep with what it leaves to others filled in. */
interface Grid {
  readonly methods: readonly string[];
  readonly layers: readonly number[];
  readonly ranks: readonly number[];
  /** The number of models × settings. */
  readonly places: number;
}

function sweepProblem(one: PrimaryComparison, spec: ExperimentSpec): Problem | undefined {
  const { methods } = withControls(spec);
  const grids = gridsOf(spec, one.on);
  const namesOf = (arm: string): string[] =>
    Object.entries(methods).flatMap(([name, { control }]) => (armName(name, control) === arm ? [name] : []));
  const sides = one.arms.map((arm) => {
    const names = namesOf(arm);
    const own = grids.filter((grid) => names.some((name) => grid.methods.includes(name)));
    return { arm, own, choosesN: names.some((name) => choosesN(methods[name])) };
  });
  const missing = sides.find(({ own }) => own.length === 0);
  if (missing !== undefined) {
    const where = one.on === MEAN_OVER_TASKS ? 'in no sweep' : `in no sweep on ${one.on}`;
    return { key: 'arms', message: `Expected arms that are swept, got ${missing.arm}, which is ${where}.` };
  }
  const all = sides.flatMap(({ own }) => own);
  if (all.some(({ places }) => places > 1))
    return {
      message:
        'Expected primary comparisons of one model without swept settings, got several in sweep.model or sweep.set.',
    };
  const counted = sides.filter((side) => side.choosesN);
  const counts = shared(counted.map(({ own }) => own.flatMap(({ layers }) => layers)));
  if (counted.length > 0 && counts.length === 0)
    return { key: 'arms', message: 'Expected arms that are swept at the same N, got none in common.' };
  return (
    choiceProblem('layers', one.layers, counts) ??
    choiceProblem('rank', one.rank, shared(sides.map(({ own }) => own.flatMap(({ ranks }) => ranks))))
  );
}

function choiceProblem(
  key: 'layers' | 'rank',
  chosen: number | undefined,
  swept: readonly number[],
): Problem | undefined {
  const [name, example] = key === 'layers' ? ['N', 'layers: 6'] : ['rank', 'rank: 8'];
  if (chosen === undefined) {
    if (swept.length < 2) return undefined;
    return {
      message: `Expected a primary comparison at one ${name} of ${swept.join(', ')}, as in {arms: [cka, all], ${example}}, got none.`,
    };
  }
  if (swept.includes(chosen)) return undefined;
  const expected =
    swept.length === 0
      ? `no ${name}, which the sweeps don't vary`
      : `${name} to be one of ${swept.join(', ')}`;
  return { key, message: `Expected ${expected}, got ${chosen}.` };
}

/** The values that all of several lists have, each once. */
function shared(lists: readonly (readonly number[])[]): number[] {
  const [first = [], ...others] = lists;
  return [...new Set(first)].filter((value) => others.every((list) => list.includes(value)));
}

function gridsOf(spec: ExperimentSpec, on: string): Grid[] {
  const all = Object.keys(withControls(spec).methods);
  return [spec.sweep, ...(spec.extraSweeps ?? [])].flatMap((sweep): Grid[] => {
    const grid = { methods: all, tasks: spec.tasks, ...spec.sweep, ...sweep };
    if (on !== MEAN_OVER_TASKS && !scoreNames({ tasks: grid.tasks, data: spec.data }).includes(on)) return [];
    const { methods, layers = defaults.layers, rank = [], model = [], set = {} } = grid;
    const settings = Object.values(set).reduce((product, values) => product * values.length, 1);
    return [{ methods, layers, ranks: rank, places: Math.max(1, model.length) * settings }];
  });
}

function choosesN(method: ControlledMethod | undefined): boolean {
  const selections = [
    method?.selection,
    ...Object.values(method?.perTask ?? {}).map((one) => one?.selection),
  ];
  return selections.some(
    (one) => typeof one === 'string' && (countedMethods as readonly string[]).includes(one),
  );
}
