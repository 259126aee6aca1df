import { hendrycksEquivalent } from './hendrycks.ts';
import { afterLast, roundHalfToEven, strip } from './python-text.ts';

const MARK = 'The answer is: ';

/**
 * The number of an answer by `extract_answer_number` of MetaMath's eval_gsm8k.py (https://github.com/meta-math/MetaMath), which
 * PiSSA's test_acc.py has as well: the first number after the last "The answer is: ", rounded to a whole one, half to even. One
 * comma, point or slash can be part of it, so that 1,234,567 is read as 1,234.
 *
 * @returns null where no number is stated
 */
export function metamathNumber(completion: string): number | null {
  const stated = afterLast(completion, MARK);
  const [number] = (stated ?? '').match(/[-+]?\d*[.,/]?\d+/) ?? [];
  if (number === undefined) return null;
  const [top = '', bottom] = number.split('/');
  const value = bottom === undefined ? toNumber(top) : divide(top, bottom);
  return Number.isFinite(value) ? roundHalfToEven(value) : null;
}

/** Whether the number of an answer, rounded, is the right one. */
export function isMetamathNumber(completion: string, answer: string): boolean {
  const number = metamathNumber(completion);
  return number !== null && number === Number(answer);
}

/**
 * Whether an answer is right by `process_results` of MetaMath's eval_math.py: what stands after the last "The answer is: ", up to
 * a dot at a line's end, is equivalent to the right answer by the script's copy of Hendrycks' `is_equiv`.
 */
export function isMetamathFormula(completion: string, answer: string): boolean {
  const stated = afterLast(completion, MARK);
  if (stated === null) return false;
  const [sentence = ''] = stated.split('.\n');
  return hendrycksEquivalent(strip(strip(sentence).replace(/\.$/, '')), answer, 'refused');
}

function toNumber(text: string): number {
  return Number(text.replace(',', ''));
}

/** The script takes the numerator alone where the denominator is 0, and has no number without a numerator. */
function divide(top: string, bottom: string): number {
  if (!/\d/.test(top)) return NaN;
  return bottom === '0' ? toNumber(top) : toNumber(top) / toNumber(bottom);
}
