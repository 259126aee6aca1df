import stringWidth from 'string-width';

/** One line of text, cut to a number of terminal columns, with `…` where something was cut off. */
export function fitWidth(text: string, columns: number): string {
  const line = text.replaceAll(/\p{Cc}+/gu, ' ');
  if (stringWidth(line) <= columns) return line;
  const characters = Array.from(new Intl.Segmenter().segment(line), ({ segment }) => segment);
  while (characters.length > 0 && stringWidth(`${characters.join('')}…`) > columns) characters.pop();
  return columns > 0 ? `${characters.join('')}…` : '';
}
