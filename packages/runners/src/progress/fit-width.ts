/** One line of text, cut to a number of terminal columns, with `…` where something was cut off. */
export function fitWidth(text: string, columns: number): string {
  const line = text.replaceAll(/\p{Cc}+/gu, ' ');
  const characters = [...line];
  if (widthOf(characters) <= columns) return line;
  while (widthOf(characters) > columns - 1 && characters.length > 0) characters.pop();
  return `${characters.join('')}…`.slice(0, columns);
}

/** From Hangul on, scripts have wide characters; counting all of them as wide cuts a line early at worst. */
function widthOf(characters: readonly string[]): number {
  return characters.reduce(
    (width, character) => width + ((character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1),
    0,
  );
}
