import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '@lamella/core';
import {
  type ExperimentSpec,
  locateMistakes,
  type Narrowing,
  narrowSpec,
  type Override,
  parseOverride,
  readSpec,
} from '@lamella/spec';
import type { TypedOverrides } from '@lamella/study';

/** Options that the command line adds to a spec's file. */
export interface SpecOptions {
  readonly set?: readonly string[];
  readonly model?: string;
  readonly data?: string;
  /** The file that decoders are trained on. */
  readonly train?: string;
  /** Files of benchmarks: `gsm8k=test.jsonl`. */
  readonly benchmark?: readonly string[];
  readonly workers?: string;
  readonly threads?: string;
  readonly runner?: string;
  /** A file that says where trials run. */
  readonly profile?: string;
  readonly tasks?: string;
  readonly methods?: string;
  readonly seeds?: string;
  /** A name of the run's own, beside other runs of the spec. */
  readonly as?: string;
}

/**
 * Checks the name of a run, which is a part of its folder's.
 *
 * @throws UserError (exit code 2) for a name that is none
 */
export function checkRunName(name: string | undefined): void {
  if (name === undefined || /^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return;
  throw new UserError(
    `Expected a name of lower-case letters, digits and single hyphens as in --as short, got "${name}".`,
    { exitCode: 2 },
  );
}

/** A spec with the command line's overrides, and the part of it that the command line asks for. */
export interface AskedSpec {
  readonly spec: ExperimentSpec;
  readonly part: Narrowing;
  /** The overrides as they were typed, but with absolute paths, so that they mean the same from anywhere. */
  readonly typed: TypedOverrides;
}

/**
 * Reads a spec with the command line's options in place.
 *
 * @throws UserError (exit code 2) with all problems of the file and of the options
 */
export async function readAsked(file: string, options: SpecOptions): Promise<AskedSpec> {
  const { tasks, methods, seeds } = options;
  const spec = await readSpec(file, toOverrides(options), options.profile);
  const part = {
    ...(tasks !== undefined && { tasks: toList(tasks) }),
    ...(methods !== undefined && { methods: toList(methods) }),
    ...(seeds !== undefined && { seeds: toList(seeds).map(toSeed) }),
  };
  // Names that don't exist are told before anything else is done.
  narrowSpec(spec, part);
  return { spec, part, typed: toTyped(options) };
}

/** Runs what checks a spec beside model and data; mistakes in its settings get their places. */
export function withPlaces<T>(file: string, options: SpecOptions, action: () => Promise<T>): Promise<T> {
  return locateMistakes(file, toOverrides(options), action);
}

/** Options that say more than some that were typed before. */
export function withTyped<Options extends SpecOptions>(typed: TypedOverrides, options: Options): Options {
  const { set = [], benchmark = [] } = options;
  return {
    ...typed,
    ...options,
    set: [...new Set([...(typed.set ?? []), ...set])],
    benchmark: [...new Set([...(typed.benchmark ?? []), ...benchmark])],
  };
}

function toTyped({ set = [], model, data, train, benchmark = [] }: SpecOptions): TypedOverrides {
  return {
    ...(set.length > 0 && { set }),
    ...(model !== undefined && { model: toModel(model) }),
    ...(data !== undefined && { data: isDataKind(data) ? data : resolve(data) }),
    ...(train !== undefined && { train: resolve(train) }),
    ...(benchmark.length > 0 && { benchmark: benchmark.map(toAbsolute) }),
  };
}

function toAbsolute(benchmark: string): string {
  const [name, file = ''] = benchmark.split(/=(.*)/s);
  return `${name}=${resolve(file)}`;
}

function toOverrides({ set = [], benchmark = [], ...options }: SpecOptions): Override[] {
  const { model, data, train, workers, threads, runner } = options;
  const values: readonly [
    path: Override['path'],
    text: string | undefined,
    toValue: (text: string) => unknown,
  ][] = [
    [['model'], model, toModel],
    [['data'], data, toData],
    [['data', 'train'], train, (path) => resolve(path)],
    [['workers'], workers, toNumber],
    [['threads'], threads, toNumber],
    [['runner'], runner, (name) => name],
  ];
  return [
    ...set.map(parseOverride),
    ...values.flatMap(([path, text, toValue]) =>
      text === undefined ? [] : [{ path, value: toValue(text), source: `--${String(path.at(-1))} ${text}` }],
    ),
    ...benchmark.map(toBenchmark),
  ];
}

/** The file of a benchmark, such as `gsm8k=test.jsonl`. */
function toBenchmark(text: string): Override {
  const [name = '', file] = text.split(/=(.*)/s);
  if (file !== undefined)
    return { path: ['data', 'benchmarks', name], value: resolve(file), source: `--benchmark ${text}` };
  throw new UserError(`Expected name=file as in --benchmark gsm8k=test.jsonl, got "${text}".`, {
    exitCode: 2,
  });
}

/** A folder is relative to where the command was typed, unlike one in a spec. */
export function toModel(text: string): string {
  return existsSync(text) || text.startsWith('.') ? resolve(text) : text;
}

function toData(text: string): object {
  return isDataKind(text) ? { kind: text } : { kind: 'folder', path: resolve(text) };
}

function isDataKind(text: string): boolean {
  return ['mini-glue', 'mini', 'hub'].includes(text);
}

/** Reads a number; any other text stays, for the spec's check to find. */
function toNumber(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function toList(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

function toSeed(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new UserError(`Expected whole numbers with commas as in --seeds 1,2, got "${text}".`, {
    exitCode: 2,
  });
}
