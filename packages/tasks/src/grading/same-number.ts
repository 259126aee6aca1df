import { parseNumber } from './parse-number.ts';

/**
 * Whether two texts are the same number, exactly: `1,234` is `$1234.00`, `0.5` is `1/2`, `33.33` is not `33.3`.
 * Dollar and percent signs carry no value, as GSM8K's answers are bare numbers.
 *
 * Unlike MetaMath's script, which rounds what the model said to a whole number, 17.6 is not 18.
 *
 * @returns false also where one of them is null or no number
 */
export function sameNumber(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return false;
  const [left, right] = [parseNumber(a), parseNumber(b)];
  if (left === null || right === null) return false;
  return left.numerator === right.numerator && left.denominator === right.denominator;
}
