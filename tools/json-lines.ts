/** The values of a text with a JSON value per line; empty lines are none. */
export function parseJsonLines<T>(text: string): T[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}
