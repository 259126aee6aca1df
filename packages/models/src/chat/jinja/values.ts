/** A value that is not there: it prints as nothing, and has no attributes. */
export class Undefined {
  readonly what: string;

  constructor(what: string) {
    this.what = what;
  }
}

/** The value of `namespace()`: the only one whose attributes a template can set. */
export class Namespace {
  readonly attributes = new Map<string, Value>();
}

/** The value of filters such as `selectattr`: it can be iterated over only once, and has no length. */
export class Stream {
  #items: readonly Value[];

  constructor(items: readonly Value[]) {
    this.#items = items;
  }

  take(): readonly Value[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }
}

/** The value of `items()`, `keys()` and `values()`: it has a length, and can't be indexed. */
export class View {
  readonly items: readonly Value[];

  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** A function with its positional and named arguments. */
export class Callable {
  readonly call: (args: readonly Value[], named: ReadonlyMap<string, Value>) => Value;

  constructor(call: (args: readonly Value[], named: ReadonlyMap<string, Value>) => Value) {
    this.call = call;
  }
}

/** A tuple, which is a list to most operations and equals none. */
export class Tuple {
  readonly items: readonly Value[];

  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** Values of Python as far as chat templates have them; numbers are whole. */
export type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | Tuple
  | ReadonlyMap<string, Value>
  | Undefined
  | Namespace
  | Stream
  | View
  | Callable;

export function isDict(value: Value): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The name of a value's type in Python. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'int';
  if (typeof value === 'string') return 'str';
  if (isList(value)) return 'list';
  if (isDict(value)) return 'dict';
  return value.constructor.name.toLowerCase();
}

/** `bool(value)`. */
export function isTrue(value: Value): boolean {
  if (value instanceof Undefined) return false;
  if (isList(value)) return value.length > 0;
  if (value instanceof Tuple || value instanceof View) return value.items.length > 0;
  if (isDict(value)) return value.size > 0;
  return typeof value === 'object' && value !== null ? true : Boolean(value);
}

/**
 * `str(value)`.
 *
 * @throws {Error} for values whose text Python makes of their parts
 */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof Undefined) return '';
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  throw new Error(`printing a ${typeName(value)} is not supported`);
}

/** The parts of what can be gone through. */
export function iterate(value: Value): readonly Value[] {
  if (typeof value === 'string') return Array.from(value);
  if (value instanceof Undefined) return [];
  if (isList(value)) return value;
  if (isDict(value)) return [...value.keys()];
  if (value instanceof Tuple || value instanceof View) return value.items;
  if (value instanceof Stream) return value.take();
  throw new Error(`'${typeName(value)}' object is not iterable`);
}

/** `len(value)`, in code points for texts. */
export function lengthOf(value: Value): number {
  if (value instanceof Stream || value instanceof Namespace || value instanceof Callable)
    throw new Error(`object of type '${typeName(value)}' has no len()`);
  return isDict(value) ? value.size : iterate(value).length;
}

/** `a == b`. */
export function areEqual(a: Value, b: Value): boolean {
  if (a instanceof Undefined || b instanceof Undefined)
    return a instanceof Undefined && b instanceof Undefined;
  if (isList(a) && isList(b)) return areAllEqual(a, b);
  if (a instanceof Tuple && b instanceof Tuple) return areAllEqual(a.items, b.items);
  if (isDict(a) && isDict(b))
    return (
      a.size === b.size && [...a].every(([key, value]) => b.has(key) && areEqual(value, b.get(key) ?? null))
    );
  return asNumber(a) === asNumber(b);
}

function areAllEqual(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((value, i) => areEqual(value, b[i] as Value));
}

/** True counts as 1 and False as 0. */
function asNumber(value: Value): Value {
  return typeof value === 'boolean' ? Number(value) : value;
}

/** Plain JSON as values. */
export function fromJson(json: unknown): Value {
  if (json === undefined) return new Undefined('value');
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json === 'object' && json !== null)
    return new Map(Object.entries(json).map(([key, value]) => [key, fromJson(value)]));
  if (typeof json === 'number' && !Number.isSafeInteger(json))
    throw new Error('a number that is not whole is not supported');
  return json as Value;
}
