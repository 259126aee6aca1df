import stringWidth from 'string-width';

/** Takes texts apart into what a reader calls characters. */
const segmenter = new Intl.Segmenter();

/** One line of text, cut to a number of terminal columns, with `…` where something was cut off. */
export function fitWidth(text: string, columns: number): string {
  const line = text.replaceAll(/\p{Cc}+/gu, ' ');
  if (stringWidth(line) <= columns) return line;
  let cut = '';
  let width = stringWidth('…');
  for (const { segment } of segmenter.segment(line)) {
    width += stringWidth(segment);
    if (width > columns) break;
    cut += segment;
  }
  return columns > 0 ? `${cut}…` : '';
}
