/** Replacements and removals in the order in which they are made. */
const REPLACED: readonly (readonly [text: string, replacement: string])[] = [
  ['an ', ''],
  ['a ', ''],
  ['.$', '$'],
  ['\\$', ''],
  ['\\ ', ''],
  [' ', ''],
  ['mbox', 'text'],
  [',\\text{and}', ','],
  ['\\text{and}', ','],
  ['\\text{m}', '\\text{}'],
];
const REMOVED: readonly string[] = [
  ...['square', 'ways', 'integers', 'dollars', 'mph', 'inches', 'ft', 'hours', 'km', 'units', '\\ldots'],
  ...['sue', 'points', 'feet', 'minutes', 'digits', 'cents', 'degrees', 'cm', 'gm', 'pounds', 'meters'],
  ...['meals', 'edges', 'students', 'childrentickets', 'multiples', '\\text{s}', '\\text{.}', '\\text{\ns}'],
  ...['\\text{}^2', '\\text{}^3', '\\text{\n}', '\\text{}', '\\mathrm{th}', '^\\circ', '^{\\circ}', '\\;'],
  ...[',\\!', '{,}', '"', '\\dots'],
];

/** The content of dollar signs, `\text`, `\textbf`, `\overline` or a box, and braces for `\frac12` and `\sqrt3`. */
const SHAPES: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/([^\n]*?)(\$)([^\n]*?)(\$)([^\n]*)/g, '$$$3$$'],
  [/(\\text\{)([^\n]*?)(\})/g, '$2'],
  [/(\\textbf\{)([^\n]*?)(\})/g, '$2'],
  [/(\\overline\{)([^\n]*?)(\})/g, '$2'],
  [/(\\boxed\{)([^\n]*)(\})/g, '$2'],
  [/(frac)([^{])([^\n])/gu, 'frac{$2}{$3}'],
  [/(sqrt)([^{])/gu, 'sqrt{$2}'],
];

/**
 * The form of an answer by `normalize_final_answer` of Lewkowycz et al. (2022), "Solving Quantitative Reasoning Problems with
 * Language Models", https://arxiv.org/abs/2206.14858, appendix D.1, as lm-evaluation-harness has it
 * (lm_eval/tasks/minerva_math/utils.py): what stands after the last `=`, without words for units, dollar signs and boxes.
 */
export function minervaForm(answer: string): string {
  const value = answer.slice(answer.lastIndexOf('=') + 1);
  const replaced = REPLACED.reduce((text, [from, to]) => text.replaceAll(from, to), value);
  const removed = REMOVED.reduce((text, one) => text.replaceAll(one, ''), replaced);
  const shaped = SHAPES.reduce((text, [pattern, to]) => text.replace(pattern, to), removed).replaceAll(
    '$',
    '',
  );
  const digits = shaped.replaceAll(',', '');
  return /^\d+$/.test(digits) ? digits : shaped;
}

/**
 * Whether two answers have the same {@link minervaForm}. Minerva's evaluation then lets SymPy simplify the difference of two forms
 * that are not equal; that step is not made here, so that `2+2` is not `4`.
 */
export function minervaEquivalent(a: string, b: string): boolean {
  return minervaForm(a) === minervaForm(b);
}
