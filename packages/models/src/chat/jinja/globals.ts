import { formatDate } from './format-date.ts';
import { Callable, Namespace, textOf, typeName, Undefined, type Value } from './values.ts';

/** The error of `raise_exception`: the template refuses the conversation. */
export class RefusedByTemplate extends Error {}

/**
 * Names that are refused: globals of Jinja, and the list of further special tokens, which templates see by transformers 4 and
 * not by 5.
 */
const OTHERS = [
  ...['lipsum', 'cycler', 'joiner', 'self', 'varargs', 'kwargs', 'caller'],
  'additional_special_tokens',
];

/** The functions that templates may call, as transformers provides them. */
export function makeGlobals(now: () => Date): ReadonlyMap<string, Value> {
  return new Map<string, Value>([
    ['range', new Callable((args) => range(args))],
    ['namespace', new Callable(namespace)],
    ['dict', new Callable(dict)],
    ['strftime_now', new Callable(([format = null]) => formatDate(now(), textOf(format)))],
    [
      'raise_exception',
      new Callable(([message = null]) => {
        throw new RefusedByTemplate(textOf(message));
      }),
    ],
  ]);
}

/** @throws {Error} for a name that Jinja knows and this does not */
export function undefinedName(name: string): Undefined {
  if (OTHERS.includes(name)) throw new Error(`"${name}" is not supported`);
  return new Undefined(name);
}

function range(args: readonly Value[]): Value {
  const numbers = args.map((arg) => {
    if (typeof arg === 'number' || typeof arg === 'boolean') return Number(arg);
    throw new Error(`'${typeName(arg)}' object cannot be interpreted as an integer`);
  });
  const [start = 0, stop = 0, step = 1] = numbers.length === 1 ? [0, ...numbers] : numbers;
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (step === 0 || length > 100_000) throw new Error('Range too big');
  return Array.from({ length }, (_, i) => start + i * step);
}

function namespace(args: readonly Value[], named: ReadonlyMap<string, Value>): Value {
  if (args.length > 0) throw new Error('"namespace" of a value is not supported');
  const made = new Namespace();
  for (const [name, value] of named) setAttribute(made, name, value);
  return made;
}

/** @throws {Error} for names that begin with an underscore, as transformers 5 refuses them */
export function setAttribute(object: Value, name: string, value: Value): void {
  if (!(object instanceof Namespace)) throw new Error('cannot assign attribute on non-namespace object');
  if (name.startsWith('_')) throw new Error(`an attribute "${name}" of a namespace is not supported`);
  object.attributes.set(name, value);
}

function dict(args: readonly Value[], named: ReadonlyMap<string, Value>): Value {
  if (args.length > 0) throw new Error('"dict" of a value is not supported');
  return new Map(named);
}
