/**
 * The content of the last `\boxed{…}` or `\fbox{…}` of a text, braces nested to any depth. Escaped braces (`\{`) are
 * characters, so that `\boxed{\left\{ 1 \right.}` is closed by its own brace. `\boxed 7$` holds what stands before the
 * dollar sign or the line's end, as in Hendrycks' script.
 *
 * @returns null where there is no box, or the last one is not closed
 */
export function extractBoxed(text: string): string | null {
  const last = [...text.matchAll(/\\(?:boxed|fbox)(?![a-zA-Z])\s*/g)].at(-1);
  if (last === undefined) return null;
  const rest = text.slice(last.index + last[0].length);
  if (!rest.startsWith('{')) return rest.split(/[$\n]/)[0]?.trim() ?? null;
  const end = closingBrace(rest);
  return end < 0 ? null : rest.slice(1, end).trim();
}

/** The place of the brace that closes the one at the start, or -1; escaped braces (`\{`) are characters. */
export function closingBrace(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '{') depth++;
    else if (text[i] === '}') depth--;
    if (depth === 0) return i;
  }
  return -1;
}
