/** A number as an exact fraction in lowest terms; the denominator is positive. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const DIGITS = String.raw`(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\d)\.\d+)`;
/** A minus after a letter, a digit or a closing bracket subtracts: "16-3" holds 16 and 3. */
const SIGN = String.raw`(?:(?:(?<![\w)\]}.%])[-−])?(?:\\?\$)?|\\?\$-)`;

/** A number in running text: sign, dollar sign, digits with thousands' commas and decimals, and a denominator. */
export const NUMBER_IN_TEXT = new RegExp(
  `${SIGN}(?:${String.raw`\\[dt]?frac\{-?\d+\}\{\d+\}`}|${DIGITS}(?:/${DIGITS})?)`,
  'g',
);

/**
 * A number without decoration: `-$1,234.50` is `-1234.50`, `\frac{1}{2}` is `1/2`.
 *
 * @param text what {@link NUMBER_IN_TEXT} finds
 */
export function plainNumber(text: string): string {
  return text
    .replace(/\\[dt]?frac\{(-?\d+)\}\{(\d+)\}/, '$1/$2')
    .replace(/−/g, '-')
    .replace(/[\\$,]/g, '')
    .replace(/^--/, '')
    .replace(/(^|[-/])\./g, '$10.');
}

/**
 * The exact value of a number that stands alone: `1,234`, `$5.00`, `75%` (75), `-3/4`, `\frac{1}{2}`, `12.`.
 *
 * @returns null where the text is no number, or divides by zero
 */
export function parseNumber(text: string): Fraction | null {
  const bare = text
    .trim()
    .replace(/^\\?\$\s*|\s*\\?[$%]$|\.$/g, '')
    .replace(/\.$/, '');
  const found = bare.match(new RegExp(`^${NUMBER_IN_TEXT.source}$`));
  if (found === null) return null;
  const [numerator, denominator] = plainNumber(bare).split('/').map(fractionOfDecimal);
  if (numerator === undefined) return null;
  return denominator === undefined ? numerator : divide(numerator, denominator);
}

function fractionOfDecimal(decimal: string): Fraction {
  const [whole = '', decimals = ''] = decimal.split('.');
  return reduce(
    BigInt(`${whole}${decimals}`.replace('-', '')) * sign(decimal),
    10n ** BigInt(decimals.length),
  );
}

function sign(decimal: string): bigint {
  return decimal.startsWith('-') ? -1n : 1n;
}

function divide(a: Fraction, b: Fraction): Fraction | null {
  if (b.numerator === 0n) return null;
  return reduce(a.numerator * b.denominator, a.denominator * b.numerator);
}

function reduce(numerator: bigint, denominator: bigint): Fraction {
  const divisor = greatestCommonDivisor(numerator, denominator) * (denominator < 0n ? -1n : 1n);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [abs(a), abs(b)];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
