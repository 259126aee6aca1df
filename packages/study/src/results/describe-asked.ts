import type { Narrowing } from '@lamella/spec';
import { basename, isAbsolute } from 'node:path';
import type { ExperimentFile, TypedOverrides } from './experiment-folder.ts';

/** Overrides as options of the command line, with folders and files by their names. */
export function describeTyped({ set = [], model, data, train, benchmark = [] }: TypedOverrides): string[] {
  const option = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`--${name} ${isAbsolute(value) ? basename(value) : value}`];
  return [
    ...set.flatMap((one) => [`--set ${/[\s[{]/.test(one) ? `'${one}'` : one}`]),
    ...option('model', model),
    ...option('data', data),
    ...option('train', train),
    ...benchmark.flatMap((one) => {
      const [name, file = ''] = one.split(/=(.*)/s);
      return [`--benchmark ${name}=${basename(file)}`];
    }),
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
