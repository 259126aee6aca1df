import { Resvg } from '@resvg/resvg-js';

import { readFontMetrics } from './font-metrics.ts';
import { fontFiles } from './text.ts';

const [regular = '', bold = ''] = fontFiles;

/** Width of drawn ink between two bars, so that side bearings at the ends do not count. */
function drawnWidth(text: string, size: number, weight: string): number {
  const ink = (content: string): number => {
    const tag = `<text x="20" y="50" font-family="DejaVu Sans" font-size="${size}" font-weight="${weight}">${content}</text>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="100">${tag}</svg>`;
    return (
      new Resvg(svg, { font: { fontFiles: [...fontFiles], loadSystemFonts: false } }).innerBBox()?.width ??
      NaN
    );
  };
  return ink(`|${text}|`) - ink('||');
}

describe('readFontMetrics', () => {
  test.each(['Head only', 'LoRA, CKA (1 − CKA)', '± 0.123 × 100 %', 'quality: é ü ß Ω ↓ →'])(
    'measures %j as wide as resvg draws it',
    (text) => {
      expect(
        Math.abs(readFontMetrics(regular).width(text, 20) - drawnWidth(text, 20, 'normal')),
      ).toBeLessThan(1.5);
      expect(Math.abs(readFontMetrics(bold).width(text, 20) - drawnWidth(text, 20, 'bold'))).toBeLessThan(
        1.5,
      );
    },
  );

  test('takes the advance widths that DejaVu Sans states: 1767 units for M, 651 for a space, 2048 to the em', () => {
    const { width } = readFontMetrics(regular);
    expect(width('M', 2048)).toBe(1767);
    expect(width(' ', 2048)).toBe(651);
    expect(width('', 12)).toBe(0);
  });

  test('says what a file that is no font lacks', () => {
    expect(() => readFontMetrics(new URL('./rows.ts', import.meta.url).pathname)).toThrow(
      /Expected a TrueType font|out of range/,
    );
  });
});
