import { createRequire } from 'node:module';

import { readFontMetrics } from './font-metrics.ts';

const { resolve } = createRequire(import.meta.url);
const [regularFile, boldFile] = ['DejaVuSans', 'DejaVuSans-Bold'].map((name) =>
  resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`),
) as [string, string];

/** The font files that figures are drawn with; they come from npm, so that every machine draws the same. */
export const fontFiles: readonly string[] = [regularFile, boldFile];

const regular = readFontMetrics(regularFile);
const bold = readFontMetrics(boldFile);

export type FontWeight = 'normal' | 'bold';

/** Width in pixels of one line of text in the figures' font. */
export function textWidth(text: string, size: number, weight: FontWeight = 'normal'): number {
  return (weight === 'bold' ? bold : regular).width(text, size);
}

/** Breaks text at spaces into lines that are at most so many pixels wide; a longer word gets a line of its own. */
export function wrapText(text: string, width: number, font: { size: number; weight?: FontWeight }): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = `${last} ${word}`;
    if (last !== undefined && textWidth(longer, font.size, font.weight) <= width)
      lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
