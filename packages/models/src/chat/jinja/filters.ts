import { itemOf } from './attributes.ts';
import { testOf } from './jinja-tests.ts';
import { capitalize, replace, strip } from './string-methods.ts';
import { toJson } from './to-json.ts';
import {
  isDict,
  isTrue,
  iterate,
  lengthOf,
  Stream,
  textOf,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from './values.ts';

/** A filter's arguments: those with a place, then those with a name. */
export interface Arguments {
  readonly args: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

interface Filter {
  /** The names of the arguments, in their order. */
  readonly parameters: readonly string[];
  readonly apply: (value: Value, args: readonly (Value | undefined)[]) => Value;
}

const filter = (apply: Filter['apply'], ...parameters: string[]): Filter => ({ parameters, apply });
/** Filters that take any number of arguments without names. */
const open = (apply: (value: Value, args: readonly Value[]) => Value): Filter => ({
  parameters: ['*'],
  apply: (value, args) => apply(value, args as readonly Value[]),
});

const FILTERS: Readonly<Record<string, Filter>> = {
  trim: filter((value, [characters]) => strip(textOf(value), 'both', characters), 'chars'),
  upper: filter((value) => textOf(value).toUpperCase()),
  lower: filter((value) => textOf(value).toLowerCase()),
  capitalize: filter((value) => capitalize(textOf(value))),
  title: filter((value) => title(textOf(value))),
  string: filter((value) => textOf(value)),
  length: filter(lengthOf),
  count: filter(lengthOf),
  list: filter((value) => [...iterate(value)]),
  first: filter((value) => orUndefined(iterate(value)[0], 'first')),
  last: filter((value) => {
    if (value instanceof Stream) throw new Error(`'${typeName(value)}' object is not reversible`);
    return orUndefined(iterate(value).at(-1), 'last');
  }),
  join: filter(
    (value, [separator = '', attribute]) =>
      iterate(value)
        .map((one) => textOf(attribute === undefined ? one : pathOf(one, attribute)))
        .join(textOf(separator)),
    'd',
    'attribute',
  ),
  replace: filter(
    (value, [old = null, by = null, count = null]) => {
      return replace(textOf(value), [textOf(old), textOf(by), count ?? -1]);
    },
    'old',
    'new',
    'count',
  ),
  default: filter(orDefault, 'default_value', 'boolean'),
  d: filter(orDefault, 'default_value', 'boolean'),
  items: filter((value) => {
    if (value instanceof Undefined) return new Stream([]);
    if (isDict(value)) return new Stream([...value].map((entry) => new Tuple(entry)));
    throw new Error('Can only get item pairs from a mapping.');
  }),
  reverse: filter((value) => {
    const reversed = [...iterate(value)].reverse();
    return typeof value === 'string' ? reversed.join('') : new Stream(reversed);
  }),
  abs: filter((value) => {
    if (typeof value === 'number') return Math.abs(value);
    throw new Error(`bad operand type for abs(): '${typeName(value)}'`);
  }),
  int: filter((value, [fallback = 0]) => {
    if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
    return typeof value === 'string' && /^[+-]?\d+$/.test(strip(value, 'both')) ? Number(value) : fallback;
  }, 'default'),
  indent: filter((value, args) => indent(textOf(value), args), 'width', 'first', 'blank'),
  tojson: filter(dump, 'ensure_ascii', 'indent', 'separators', 'sort_keys'),
  map: filter(
    (value, [attribute, fallback]) => {
      if (attribute === undefined) throw new Error('"map" without an attribute is not supported');
      return new Stream(iterate(value).map((one) => pathOf(one, attribute, fallback)));
    },
    'attribute',
    'default',
  ),
  select: open((value, args) => new Stream(iterate(value).filter(testOf(args)))),
  reject: open((value, args) => new Stream(iterate(value).filter((one) => !testOf(args)(one)))),
  selectattr: open((value, args) => new Stream(iterate(value).filter(attributeTest(args)))),
  rejectattr: open((value, args) => new Stream(iterate(value).filter((one) => !attributeTest(args)(one)))),
};

/** @throws {Error} for a filter, or an argument of one, that is not supported */
export function applyFilter(name: string, value: Value, { args, named }: Arguments): Value {
  const found = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
  if (found === undefined) throw new Error(`the filter "${name}" is not supported`);
  const { parameters, apply } = found;
  const stranger = [...named.keys()].find((key) => !parameters.includes(key));
  const isOpen = parameters[0] === '*';
  if (stranger !== undefined || (!isOpen && args.length > parameters.length))
    throw new Error(`the filter "${name}" takes no argument ${stranger ?? args.length}`);
  if (name === 'map' && args.length > 0) throw new Error('"map" of a filter is not supported');
  return apply(value, isOpen ? args : parameters.map((parameter, i) => args[i] ?? named.get(parameter)));
}

function orUndefined(value: Value | undefined, what: string): Value {
  return value === undefined ? new Undefined(what) : value;
}

function orDefault(value: Value, [fallback = '', isBoolean = false]: readonly (Value | undefined)[]): Value {
  return value instanceof Undefined || (isTrue(isBoolean) && !isTrue(value)) ? fallback : value;
}

function title(text: string): string {
  const parts = text.split(/([-\s({[<]+)/u).filter((part) => part !== '');
  return parts.map(capitalize).join('');
}

function indent(
  text: string,
  [width = 4, first = false, blank = false]: readonly (Value | undefined)[],
): string {
  const margin = typeof width === 'number' ? ' '.repeat(width) : textOf(width);
  // Jinja adds a line end before it splits, so that one at the end stays.
  const lines = text.split('\n');
  const indented = lines.map((line, i) =>
    i === 0 || (line === '' && !isTrue(blank)) ? line : margin + line,
  );
  return (isTrue(first) ? margin : '') + indented.join('\n');
}

function dump(
  value: Value,
  [ascii = false, width = null, separators = null, sorted = false]: readonly (Value | undefined)[],
): string {
  if (width !== null && typeof width !== 'number')
    throw new Error('an indent that is not a number is not supported');
  const usual: [string, string] = [width === null ? ', ' : ',', ': '];
  const [comma = usual[0], colon = usual[1]] = separators === null ? usual : iterate(separators).map(textOf);
  return toJson(value, {
    ensureAscii: isTrue(ascii),
    indent: width ?? undefined,
    separators: [comma, colon],
    sortKeys: isTrue(sorted),
  });
}

/** A value's part by a path such as `function.name` or `0`. */
function pathOf(value: Value, path: Value, fallback?: Value): Value {
  const keys =
    typeof path === 'string' ? path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key)) : [path];
  let part = value;
  for (const key of keys) {
    part = itemOf(part, key);
    if (part instanceof Undefined && fallback !== undefined) part = fallback;
  }
  return part;
}

function attributeTest([path = null, ...test]: readonly Value[]): (value: Value) => boolean {
  const passes = testOf(test);
  return (value) => passes(pathOf(value, path));
}
