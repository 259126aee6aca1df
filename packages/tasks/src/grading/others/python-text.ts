/** The white space of Python's `str.strip`, which is not quite that of `trim`. */
const SPACES = String.raw`[\s\x1c-\x1f\x85]`;
const AROUND = new RegExp(`^(?:(?!\\ufeff)${SPACES})+|(?:(?!\\ufeff)${SPACES})+$`, 'g');

/** A text without the white space around it, as Python's `str.strip` gives it. */
export function strip(text: string): string {
  return text.replace(AROUND, '');
}

/** The nearest whole number, of two equally near ones the even one, as Python's `round` gives it. */
export function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** The text before the first of some texts in it; all of it where none is there. */
export function before(text: string, ends: readonly string[]): string {
  const places = ends.map((end) => text.indexOf(end)).filter((place) => place >= 0);
  return text.slice(0, Math.min(text.length, ...places));
}

/** The text after the last of a mark in it; null where the mark is not there. */
export function afterLast(text: string, mark: string): string | null {
  const place = text.lastIndexOf(mark);
  return place < 0 ? null : text.slice(place + mark.length);
}
