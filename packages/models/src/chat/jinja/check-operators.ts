/** A token of a template as the library's lexer gives it. */
interface Token {
  readonly type: string;
  readonly value: string;
}

/** Tokens that separate operators: those on either side have nothing to do with one another. */
const BORDERS = ['and', 'or', 'not', 'if', 'else', 'is', 'set', 'elif', 'for'];

/** The operators between two borders. */
interface Run {
  comparisons: number;
  hasSum: boolean;
}

/**
 * Refuses what the library's parser reads otherwise than Jinja: `a < b < c`, which is two comparisons of b there and
 * `(a < b) < c` here, and `a + b ~ c`, where `~` comes first there.
 *
 * @throws {Error} for these
 */
export function checkOperators(tokens: readonly Token[]): void {
  const runs: Run[] = [];
  let run: Run = { comparisons: 0, hasSum: false };
  for (const [i, token] of tokens.entries()) {
    if (/^Open/.test(token.type)) {
      runs.push(run);
      run = { comparisons: 0, hasSum: false };
    } else if (/^Close/.test(token.type)) run = runs.pop() ?? { comparisons: 0, hasSum: false };
    else if (isBorder(token, tokens[i + 1])) run = { comparisons: 0, hasSum: false };
    else note(run, token, tokens[i - 1]);
  }
}

/** `not` before `in` is one operator. */
function isBorder({ type, value }: Token, next: Token | undefined): boolean {
  if (type === 'Comma' || type === 'Colon' || type === 'Equals') return true;
  return type === 'Identifier' && BORDERS.includes(value) && !(value === 'not' && next?.value === 'in');
}

function note(run: Run, { type, value }: Token, before: Token | undefined): void {
  const isName = before?.type === 'Dot';
  if (type === 'ComparisonBinaryOperator' || (type === 'Identifier' && value === 'in' && !isName))
    run.comparisons++;
  if (run.comparisons > 1) throw new Error('a chain of comparisons is not supported');
  if (type !== 'AdditiveBinaryOperator') return;
  if (value === '~' && run.hasSum)
    throw new Error('"~" after "+" or "-" without parentheses is not supported');
  if (value !== '~') run.hasSum = true;
}
