import { areEqual, isList, isTrue, iterate, textOf, typeName, Undefined, type Value } from './values.ts';

/**
 * A binary operator but `and` and `or`, on Python's values.
 *
 * @throws {Error} where Python does, and for numbers that would not be whole
 */
export function operate(operator: string, a: Value, b: Value): Value {
  switch (operator) {
    case '==':
      return areEqual(a, b);
    case '!=':
      return !areEqual(a, b);
    case '~':
      return textOf(a) + textOf(b);
    case 'in':
      return contains(b, a);
    case 'not in':
      return !contains(b, a);
    case '<':
      return compare(operator, a, b) < 0;
    case '>':
      return compare(operator, a, b) > 0;
    case '<=':
      return compare(operator, a, b) <= 0;
    case '>=':
      return compare(operator, a, b) >= 0;
    default:
      return calculate(operator, a, b);
  }
}

/** `-value`, `+value` or `not value`. */
export function operateOnOne(operator: string, value: Value): Value {
  if (operator === 'not') return !isTrue(value);
  const number = numberOf(value);
  if (number === undefined) throw new Error(`bad operand type for unary ${operator}: '${typeName(value)}'`);
  return operator === '-' ? 0 - number : number;
}

/** `value in whole`. */
export function contains(whole: Value, value: Value): boolean {
  if (typeof whole === 'string') {
    if (typeof value === 'string') return whole.includes(value);
    throw new Error(`'in <string>' requires string as left operand, not ${typeName(value)}`);
  }
  return iterate(whole).some((one) => areEqual(one, value));
}

/** Below 0, 0 or above; texts by code points. */
export function compare(operator: string, a: Value, b: Value): number {
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x !== undefined && y !== undefined) return x - y;
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  throw new Error(`'${operator}' is not supported between '${typeName(a)}' and '${typeName(b)}'`);
}

function compareTexts(a: string, b: string): number {
  const [x, y] = [Array.from(a), Array.from(b)];
  const i = x.findIndex((character, index) => character !== y[index]);
  if (i < 0) return x.length - y.length;
  return (x[i]?.codePointAt(0) ?? -1) - (y[i]?.codePointAt(0) ?? -1);
}

function calculate(operator: string, a: Value, b: Value): Value {
  if (operator === '+') {
    if (typeof a === 'string' && typeof b === 'string') return a + b;
    if (isList(a) && isList(b)) return [...a, ...b];
  }
  const [x, y] = [numberOf(a), numberOf(b)];
  if (operator === '*' && typeof a === 'string' && y !== undefined) return a.repeat(Math.max(0, y));
  if (operator === '%' && typeof a === 'string') throw new Error('"%" on a text is not supported');
  if (x !== undefined && y !== undefined) return calculateWhole(operator, x, y);
  throw new Error(`unsupported operand types for ${operator}: '${typeName(a)}' and '${typeName(b)}'`);
}

function calculateWhole(operator: string, x: number, y: number): number {
  if ((operator === '//' || operator === '%') && y === 0) throw new Error('division by zero');
  const results: Readonly<Record<string, () => number>> = {
    '+': () => x + y,
    '-': () => x - y,
    '*': () => x * y,
    '//': () => Math.floor(x / y),
    '%': () => x - y * Math.floor(x / y),
    '**': () => x ** y,
  };
  const result = Object.hasOwn(results, operator) ? results[operator]?.() : undefined;
  if (result !== undefined && Number.isSafeInteger(result)) return result;
  throw new Error(`"${operator}" with a result that is not a whole number is not supported`);
}

function numberOf(value: Value): number | undefined {
  if (value instanceof Undefined) throw new Error(`'${value.what}' is undefined`);
  return typeof value === 'number' || typeof value === 'boolean' ? Number(value) : undefined;
}
