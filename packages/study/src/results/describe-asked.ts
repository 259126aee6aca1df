import type { Narrowing } from '@lamella/spec';
import { basename, isAbsolute } from 'node:path';
import type { ExperimentFile, TypedOverrides } from './experiment-folder.ts';

/** Overrides with folders and files by their names. */
export function withoutTypedPaths({ set, benchmark, ...paths }: TypedOverrides): TypedOverrides {
  const nameOf = (path: string): string => (isAbsolute(path) ? basename(path) : path);
  const named = (one: string): string => {
    const [key = '', value] = one.split(/=(.*)/s);
    return value === undefined ? one : `${key}=${nameOf(value)}`;
  };
  return {
    ...Object.fromEntries(Object.entries(paths).map(([option, path]) => [option, nameOf(path)])),
    ...(set && { set: set.map(named) }),
    ...(benchmark && { benchmark: benchmark.map(named) }),
  };
}

/** Overrides as options of the command line, with folders and files by their names. */
export function describeTyped(typed: TypedOverrides): string[] {
  const { set = [], model, data, train, benchmark = [] } = withoutTypedPaths(typed);
  const option = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`--${name} ${value}`];
  return [
    ...set.map((one) => `--set ${/[\s[{]/.test(one) ? `'${one}'` : one}`),
    ...option('model', model),
    ...option('data', data),
    ...option('train', train),
    ...benchmark.map((one) => `--benchmark ${one}`),
  ];
}

/** Says which parts of the spec a table's results are of, a sentence each; empty for the spec as it is written. */
export function describeAsked({
  as,
  typed = {},
  parts = [{}],
}: Omit<ExperimentFile, 'spec' | 'numLayers'>): string[] {
  const overrides = describeTyped(typed);
  const isWhole = parts.some((part) => Object.keys(part).length === 0);
  return [
    ...(as === undefined ? [] : [`Run: ${as}.`]),
    ...(overrides.length === 0 ? [] : [`With \`${overrides.join(' ')}\`.`]),
    ...(isWhole ? [] : [`A part of the spec: \`${parts.map(describePart).join('\`, \`')}\`.`]),
  ];
}

function describePart({ tasks, methods, seeds }: Narrowing): string {
  const option = (name: string, values: readonly (string | number)[] | undefined): string[] =>
    values === undefined ? [] : [`--${name} ${values.join(',')}`];
  return [...option('tasks', tasks), ...option('methods', methods), ...option('seeds', seeds)].join(' ');
}
