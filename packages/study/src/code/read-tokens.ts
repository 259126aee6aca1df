/**
 * Layout and comments (its group); names and numbers, texts, the signs whose parts mean something else alone, or another
 * character. A slash, a backtick and a closing brace are not here: what they begin depends on what is before them.
 */
const PLAIN =
  /((?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)+)|[\w$@#\x80-\uffff]+|'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"|\+\+|--|=>|!=|[^/`}]/y;
const REGULAR_EXPRESSION = /\/(?:[^\\/[\n]|\\.|\[(?:[^\\\]\n]|\\.)*\])+\/[a-z]*/y;
/** Up to the end of a template, or to where an expression begins in it. */
const TEMPLATE = /[`}](?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{)/y;

/** After these words a slash begins a regular expression. */
const OPERATORS: ReadonlySet<string> = new Set(
  'await case delete do else in instanceof new of return throw typeof void yield'.split(' '),
);

/**
 * The tokens of a source in TypeScript or JavaScript: without comments, spaces and line breaks, and without the comma that may
 * follow the last member of a list. Two sources that differ in their layout alone have the same.
 */
export function readTokens(source: string): string[] {
  const tokens: string[] = [];
  /** For each open brace, whether it began an expression in a template. */
  const braces: boolean[] = [];
  for (let at = startOf(source); at < source.length;) {
    PLAIN.lastIndex = at;
    const plain = PLAIN.exec(source);
    const token = plain?.[0] ?? readSpecial(source, at, { tokens, braces });
    at += token.length;
    if (plain?.[1] !== undefined) continue;
    if (token === '{') braces.push(false);
    else if (token === ')' || token === ']' || token === '}') dropComma(tokens);
    tokens.push(token);
  }
  return tokens;
}

function startOf(source: string): number {
  return source.startsWith('#!') ? source.indexOf('\n') : 0;
}

/** The token that begins with a slash, a backtick or a closing brace. */
function readSpecial(
  source: string,
  at: number,
  { tokens, braces }: { readonly tokens: readonly string[]; readonly braces: boolean[] },
): string {
  const first = source.charAt(at);
  if (first === '/') return endsValue(tokens.at(-1)) ? first : read(REGULAR_EXPRESSION, source, at);
  if (first === '}' && braces.pop() !== true) return first;
  const template = read(TEMPLATE, source, at);
  if (template.endsWith('${')) braces.push(true);
  return template;
}

function read(pattern: RegExp, source: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? source.charAt(at);
}

/** Whether a token ends a value, so that a slash after it divides. */
function endsValue(token = ''): boolean {
  return /[\w$)\]}'"`]$/.test(token) && !OPERATORS.has(token);
}

function dropComma(tokens: string[]): void {
  if (tokens.at(-1) === ',') tokens.pop();
}
