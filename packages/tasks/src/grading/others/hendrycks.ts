/** A form that the steps can't be taken on: Hendrycks' script raises there, and then compares the answers as they are. */
class NoForm extends Error {}

/** The treatment of `x/y` of other than whole numbers: Hendrycks' script leaves it, the copies of MetaMath, PiSSA and lm-evaluation-harness raise. */
type OtherFractions = 'kept' | 'refused';

/** Texts that are dropped, or put in another's place, before anything else is looked at. */
const PLAIN: readonly (readonly [text: string, replacement: string])[] = [
  ['\n', ''],
  ['\\!', ''],
  ['\\\\', '\\'],
  ['tfrac', 'frac'],
  ['dfrac', 'frac'],
  ['\\left', ''],
  ['\\right', ''],
  ['^{\\circ}', ''],
  ['^\\circ', ''],
  ['\\$', ''],
];

/**
 * Whether two answers are the same by `is_equiv` of Hendrycks et al. (2021), https://github.com/hendrycks/math,
 * modeling/math_equivalence.py: equal texts once spaces, units behind `\text{ `, degrees, percent signs and a name before `=` are
 * gone, fractions and roots have their braces, and `a/b` and `0.5` are fractions. An answer on which one of these steps fails is
 * compared as it is.
 *
 * @param otherFractions `refused` for the copy of it in MetaMath, PiSSA and lm-evaluation-harness, where `x/2` makes a step fail
 */
export function hendrycksEquivalent(a: string, b: string, otherFractions: OtherFractions = 'kept'): boolean {
  try {
    return toForm(a, otherFractions) === toForm(b, otherFractions);
  } catch (error) {
    if (error instanceof NoForm) return a === b;
    throw error;
  }
}

function toForm(answer: string, otherFractions: OtherFractions): string {
  const plain = PLAIN.reduce((text, [from, to]) => text.replaceAll(from, to), answer);
  const unitless = withoutUnits(plain).replaceAll('\\%', '').replaceAll(' .', ' 0.').replaceAll('{.', '{0.');
  if (unitless === '') return '';
  const named = unitless.startsWith('.') ? `0${unitless}` : unitless;
  const short = fixFractions(fixRoots(withoutName(named)).replaceAll(' ', ''));
  return fixSlash(short === '0.5' ? '\\frac{1}{2}' : short, otherFractions);
}

/** Two units are one too many for the script. */
function withoutUnits(text: string): string {
  const [value = '', ...units] = text.split('\\text{ ');
  if (units.length > 1) throw new NoForm();
  return value;
}

/** Drops one or two characters before the only `=`. */
function withoutName(text: string): string {
  const [name = '', value, ...others] = text.split('=');
  return value !== undefined && others.length === 0 && [...name].length <= 2 ? value : text;
}

function fixRoots(text: string): string {
  const [start = '', ...roots] = text.split('\\sqrt');
  return [start, ...roots.map(withBraces)].join('\\sqrt');
}

function withBraces(root: string): string {
  const [first, ...rest] = root;
  if (first === undefined) throw new NoForm();
  return first === '{' ? root : `{${first}}${rest.join('')}`;
}

/** `\frac12` and `\frac1{72}` become `\frac{1}{2}` and `\frac{1}{72}`; `\frac{72}1` stays. */
function fixFractions(text: string): string {
  const [start = '', ...fractions] = text.split('\\frac');
  const fixed: string[] = [start];
  for (const fraction of fractions) {
    const [top, bottom, ...rest] = fraction;
    if (top === undefined) throw new NoForm();
    if (top !== '{' && bottom === undefined) return text;
    if (top === '{') fixed.push(fraction);
    else fixed.push(`{${top}}${bottom === '{' ? bottom : `{${bottom}}`}${rest.join('')}`);
  }
  return fixed.join('\\frac');
}

/** The texts that Python's `int` reads, and the part of them that is written as Python writes a whole number. */
const [WHOLE, WRITTEN_WHOLE] = [/^\s*[+-]?\d+(?:_\d+)*\s*$/, /^(?:0|-?[1-9]\d*)$/];

function fixSlash(text: string, otherFractions: OtherFractions): string {
  const parts = text.split('/');
  if (parts.length !== 2) return text;
  if (!parts.every((part) => WHOLE.test(part))) {
    if (otherFractions === 'refused') throw new NoForm();
    return text;
  }
  const [top, bottom] = parts;
  return parts.every((part) => WRITTEN_WHOLE.test(part)) ? `\\frac{${top}}{${bottom}}` : text;
}
