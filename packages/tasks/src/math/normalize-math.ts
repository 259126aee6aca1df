import { braceArguments } from './brace-arguments.ts';

/** Words for units and things counted, that Minerva's evaluation and ours ignore after an answer. */
const UNITS = [
  ...['cm', 'mm', 'km', 'kg', 'gm', 'ft', 'in', 'lb', 'lbs', 'oz', 'mph', 'cc', 'sq', 'rpm'],
  ...['meters?', 'centimeters?', 'kilometers?', 'feet', 'foot', 'inch(?:es)?', 'yards?', 'miles?', 'units?'],
  ...['seconds?', 'minutes?', 'hours?', 'days?', 'weeks?', 'months?', 'years?', 'hr', 'hrs', 'min'],
  ...['dollars?', 'cents?', 'percent', 'degrees?', 'radians?', 'pounds?', 'ounces?', 'grams?', 'gallons?'],
  ...['square', 'cubic', 'per', 'points?', 'ways?', 'integers?', 'digits?', 'students?', 'people', 'edges?'],
  ...['meals?', 'multiples?', 'sides?', 'solutions?', 'numbers?', 'liters?', 'a\\.m\\.', 'p\\.m\\.'],
].join('|');

/** Those that are units in `\text{}` alone: `3\text{m}` is 3, `3m` is not. */
const TEXT_UNITS = `${UNITS}|m|s|g|kW|th|st|nd|rd`;

const WORDS_COMMAND = String.raw`\\(?:text|textbf|textit|textrm|mbox|mathrm|mathbf|mathit|rm)`;

const POWER = String.raw`(?:\s*\^\s*\{?\d\}?)?`;

/** One step of the normalisation; the order matters. */
type Rule = readonly [pattern: RegExp, replacement: string];

/** LaTeX that draws differently but means the same. */
const LAYOUT: readonly Rule[] = [
  [/^(?:\\\(|\\\[|\$+)([\s\S]*?)(?:\\\)|\\\]|\$+)$/, '$1'],
  [/(\\\\)|\\[!,;:>\s]|~|\\q?quad(?![a-zA-Z])/g, '$1 '], // spaces, but not the end of a matrix row
  [/\\(?:left|right|[bB]igg?[lr]?|displaystyle)(?![a-zA-Z])\.?/g, ''],
  [/\\[dtc]frac(?![a-z])/g, String.raw`\frac`],
  [/\\leq(?![a-z])/g, String.raw`\le`],
  [/\\geq(?![a-z])/g, String.raw`\ge`],
  [/\\ne(?![a-z])/g, String.raw`\neq`],
  [/\{,\}/g, ','],
];

/** Degrees, percent and money: the problem says which, so the answer need not. */
const SIGNS: readonly Rule[] = [
  [/\^\s*(?:\\circ|\{\s*\\circ\s*\})(?![a-zA-Z])|\\degree(?![a-zA-Z])|°/g, ''],
  [/\\?%|\\?\$/g, ''],
];

const WORDS: readonly Rule[] = [
  [new RegExp(String.raw`,?\s*${WORDS_COMMAND}\s*\{\s*(?:and|or)\s*\}`, 'g'), ','],
  // A unit: words behind a space, as in the data set, or words that are units.
  [
    new RegExp(
      String.raw`(?<=[\w})\]]\s*)${WORDS_COMMAND}\s*\{(?:\s[^{}]*|(?:\s*(?:${TEXT_UNITS})(?![a-zA-Z]))+\.?\s*)\}${POWER}\s*$`,
    ),
    '',
  ],
  [new RegExp(String.raw`${WORDS_COMMAND}\s*\{([^{}]*)\}`, 'g'), '$1'],
  [
    new RegExp(String.raw`(?<=[\d})]|\\pi(?=\s))(?:\s*(?<![a-z])(?:${UNITS})(?![a-z])${POWER})+\s*$`, 'i'),
    '',
  ],
];

const SHORTHAND: readonly Rule[] = [
  [/\s+/g, ''],
  [/([\^_])\{(\w)\}/g, '$1$2'],
  [/^(-?)(\d+)\/(\d+)$/, String.raw`$1\frac{$2}{$3}`],
  [/(^|[^\d])\.(?=\d)/g, '$10.'],
  [/^(-?)(\d{1,3}(?:,\d{3})+)(\.\d+)?$/, '$1$2$3'],
  [/\.$/, ''],
];

/** A name before an equals sign: `x=`, `x_1=`, `f(x)=`. */
const NAME_BEFORE_EQUALS = /^\\?[a-zA-Z]{1,2}(?:_\{?\w\}?)?(?:\([a-z]\))?=(?=[^=]+$)/;
const GROUPED_DIGITS = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;

/**
 * One form for the ways of writing the same answer: spaces, fractions (`\dfrac12`, `\frac{1}{2}`, `1/2`), units,
 * degrees, percent and dollar signs, `\text{}`, thousands' commas, a name before `=`.
 *
 * The steps are those of Hendrycks' `is_equiv` (which MetaMath and PiSSA use) and of Minerva's
 * `normalize_final_answer` (arXiv 2206.14858, appendix D.1), but for steps that make different answers equal: only a
 * name is dropped before `=` (Minerva drops any left side, so `y = 2x = 4` and `4` agree), and `\overline` stays.
 */
export function normalizeMath(answer: string): string {
  const words = apply([...LAYOUT, ...SIGNS, ...WORDS], answer.trim().replace(/\.$/, ''));
  const short = apply(SHORTHAND, braceArguments(words));
  const bare = short.replace(NAME_BEFORE_EQUALS, '');
  return GROUPED_DIGITS.test(bare) ? bare.replaceAll(',', '') : bare;
}

function apply(rules: readonly Rule[], answer: string): string {
  return rules.reduce((text, [pattern, replacement]) => text.trim().replace(pattern, replacement), answer);
}
