/** The most characters of a value that a message shows. */
const MOST = 60;

/** A text as messages show it: a long one is cut, with dots in the place of what is missing. */
export function shorten(text: string): string {
  return text.length > MOST ? `${text.slice(0, MOST - 3)}...` : text;
}
