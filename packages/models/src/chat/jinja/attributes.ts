import { OTHER_STRING_METHODS, STRING_METHODS } from './string-methods.ts';
import { Callable, isDict, isList, Namespace, textOf, Tuple, Undefined, type Value, View } from './values.ts';

const OTHER_DICT_METHODS = ['clear', 'copy', 'fromkeys', 'pop', 'popitem', 'setdefault', 'update'];
const LIST_METHODS = [
  'append',
  'clear',
  'copy',
  'count',
  'extend',
  'index',
  'insert',
  'pop',
  'remove',
  'reverse',
  'sort',
];

/**
 * `object.name` as Jinja has it: an attribute, or else an item, or else undefined.
 *
 * @throws {Error} for attributes of undefined values, those that begin with an underscore, and methods that are not supported
 */
export function attributeOf(object: Value, name: string): Value {
  if (object instanceof Undefined) throw new Error(`'${object.what}' is undefined`);
  if (name.startsWith('_')) throw new Error(`access to attribute "${name}" is unsafe`);
  return methodOf(object, name) ?? itemOrUndefined(object, name);
}

/** `object[key]` as Jinja has it: an item, or else an attribute, or else undefined. */
export function itemOf(object: Value, key: Value): Value {
  if (object instanceof Undefined) throw new Error(`'${object.what}' is undefined`);
  const item = itemOrUndefined(object, key);
  if (!(item instanceof Undefined) || typeof key !== 'string') return item;
  return attributeOf(object, key);
}

function itemOrUndefined(object: Value, key: Value): Value {
  const found = typeof key === 'string' ? namedItem(object, key) : placedItem(object, key);
  return found ?? (found === null ? null : new Undefined(textOf(key)));
}

function namedItem(object: Value, key: string): Value | undefined {
  if (object instanceof Namespace) return object.attributes.get(key);
  return isDict(object) ? object.get(key) : undefined;
}

function placedItem(object: Value, key: Value): Value | undefined {
  if (typeof key !== 'number') return undefined;
  if (typeof object === 'string') return Array.from(object).at(key);
  if (isList(object)) return object.at(key);
  return object instanceof Tuple ? object.items.at(key) : undefined;
}

function methodOf(object: Value, name: string): Value | undefined {
  if (typeof object === 'string') return stringMethod(object, name);
  if (isDict(object)) return dictMethod(object, name);
  if (isList(object) && LIST_METHODS.includes(name)) throw new Error(`list.${name} is not supported`);
  if (object instanceof Callable || object instanceof View)
    throw new Error(`an attribute "${name}" of a function or a view is not supported`);
  return undefined;
}

function stringMethod(text: string, name: string): Value | undefined {
  if (OTHER_STRING_METHODS.includes(name)) throw new Error(`str.${name} is not supported`);
  const method = Object.hasOwn(STRING_METHODS, name) ? STRING_METHODS[name] : undefined;
  return method && new Callable((args, named) => method(text, args, named));
}

function dictMethod(dict: ReadonlyMap<string, Value>, name: string): Value | undefined {
  switch (name) {
    case 'get':
      return new Callable(([key, fallback = null]) => {
        const value = typeof key === 'string' ? dict.get(key) : undefined;
        return value === undefined ? fallback : value;
      });
    case 'items':
      return new Callable(() => new View([...dict].map((entry) => new Tuple(entry))));
    case 'keys':
      return new Callable(() => new View([...dict.keys()]));
    case 'values':
      return new Callable(() => new View([...dict.values()]));
    default:
      if (OTHER_DICT_METHODS.includes(name)) throw new Error(`dict.${name} is not supported`);
      return undefined;
  }
}

/** `object[start:stop:step]`; undefined bounds are left out. */
export function sliceOf(object: Value, [start, stop, step = 1]: readonly (number | undefined)[]): Value {
  const items =
    typeof object === 'string' ? Array.from(object) : object instanceof Tuple ? object.items : object;
  if (!isList(items)) throw new Error('a slice of what is neither a text nor a list is not supported');
  if (step === 0) throw new Error('slice step cannot be zero');
  const n = items.length;
  const bound = (value: number): number =>
    Math.max(step < 0 ? -1 : 0, Math.min(value < 0 ? value + n : value, step < 0 ? n - 1 : n));
  const first = start === undefined ? (step < 0 ? n - 1 : 0) : bound(start);
  const end = stop === undefined ? (step < 0 ? -1 : n) : bound(stop);
  const picked: Value[] = [];
  for (let i = first; step < 0 ? i > end : i < end; i += step) picked.push(items[i] as Value);
  if (typeof object === 'string') return picked.join('');
  return object instanceof Tuple ? new Tuple(picked) : picked;
}
