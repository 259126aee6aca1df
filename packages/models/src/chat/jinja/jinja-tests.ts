import {
  areEqual,
  Callable,
  isDict,
  isList,
  isTrue,
  Stream,
  Tuple,
  Undefined,
  type Value,
  View,
} from './values.ts';

type Test = (value: Value, argument: Value) => boolean;

const isInteger = (value: Value): value is number => typeof value === 'number';
const isIterable = (value: Value): boolean =>
  typeof value === 'string' || isSequence(value) || value instanceof Undefined || value instanceof Stream;

function isSequence(value: Value): boolean {
  return typeof value === 'string' || isList(value) || isDict(value) || value instanceof Tuple;
}

/** The tests of `value is name` and of filters such as `selectattr`. */
const TESTS: Readonly<Record<string, Test>> = {
  defined: (value) => !(value instanceof Undefined),
  undefined: (value) => value instanceof Undefined,
  none: (value) => value === null,
  string: (value) => typeof value === 'string',
  number: (value) => isInteger(value) || typeof value === 'boolean',
  integer: isInteger,
  float: () => false,
  boolean: (value) => typeof value === 'boolean',
  true: (value) => value === true,
  false: (value) => value === false,
  mapping: (value) => isDict(value),
  sequence: isSequence,
  iterable: (value) => isIterable(value) || value instanceof View,
  callable: (value) => value instanceof Callable,
  odd: (value) => isInteger(value) && value % 2 !== 0,
  even: (value) => isInteger(value) && value % 2 === 0,
  equalto: areEqual,
  eq: areEqual,
  '==': areEqual,
  ne: (value, argument) => !areEqual(value, argument),
  '!=': (value, argument) => !areEqual(value, argument),
};

/** @throws {Error} for a test that is not supported */
export function findTest(name: string): Test {
  const test = Object.hasOwn(TESTS, name) ? TESTS[name] : undefined;
  if (test === undefined) throw new Error(`the test "${name}" is not supported`);
  return test;
}

/** The test that a filter such as `select` is given, or else whether a value is true. */
export function testOf([name, argument = null]: readonly Value[]): (value: Value) => boolean {
  if (name === undefined) return isTrue;
  const test = findTest(String(name));
  return (value) => test(value, argument);
}
