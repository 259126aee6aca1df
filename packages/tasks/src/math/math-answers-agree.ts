import { normalizeMath } from './normalize-math.ts';
import { parseNumber, type Fraction } from '../grading/parse-number.ts';

const BRACKETS = /^(\(|\[|\\\{)(.*)(\)|\]|\\\})$/;

/**
 * Whether two answers to a problem of MATH are the same: equal after {@link normalizeMath}, the same number
 * (`0.5`, `\frac{1}{2}`), or tuples and intervals with the same brackets whose elements agree in order.
 * Nothing is calculated: `2+2` is not `4`, and `(x+1)^2` is not `x^2+2x+1`, as in the evaluation of PiSSA.
 *
 * @returns false also where one of them is null or empty
 */
export function mathAnswersAgree(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return false;
  const [left, right] = [normalizeMath(a), normalizeMath(b)];
  if (left === '' || right === '') return false;
  return left === right || sameValue(left, right) || sameElements(left, right);
}

function sameValue(a: string, b: string): boolean {
  const [left, right] = [valueOf(a), valueOf(b)];
  if (left === null || right === null) return false;
  return left.numerator === right.numerator && left.denominator === right.denominator;
}

/** The value of a number, or of a fraction of whole numbers with a sign before, above or below. */
function valueOf(text: string): Fraction | null {
  const [, signs = '', top, bottom] = text.match(/^(-?)\\frac\{(-?\d+)\}\{(-?\d+)\}$/) ?? [];
  if (top === undefined || bottom === undefined) return parseNumber(text);
  const isNegative = `${signs}${top}${bottom}`.replace(/[^-]/g, '').length % 2 === 1;
  return parseNumber(`${isNegative ? '-' : ''}${top}/${bottom}`.replace(/(?<=.)-/g, ''));
}

function sameElements(a: string, b: string): boolean {
  const [left, right] = [sequenceOf(a), sequenceOf(b)];
  if (left.brackets !== right.brackets) return false;
  if (left.elements.length < 2 || left.elements.length !== right.elements.length) return false;
  return left.elements.every((element, i) => mathAnswersAgree(element, right.elements[i] ?? null));
}

/** A tuple, an interval, a set or a bare list. */
function sequenceOf(text: string): { brackets: string; elements: readonly string[] } {
  const bare = splitAtCommas(text);
  const [, open = '', inner = '', close = ''] = text.match(BRACKETS) ?? [];
  if (bare.length > 1 || open === '') return { brackets: '', elements: bare };
  return { brackets: `${open} ${close}`, elements: splitAtCommas(inner) };
}

/** The parts between the commas that stand outside of brackets. */
function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (const [i, character] of [...text].entries()) {
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (character !== ',' || depth > 0) continue;
    parts.push(text.slice(start, i));
    start = i + 1;
  }
  return [...parts, text.slice(start)];
}
