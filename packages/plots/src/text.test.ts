import { fontFiles, textWidth, wrapText } from './text.ts';

test('fonts come from the npm package', () => {
  expect(fontFiles).toHaveLength(2);
  for (const file of fontFiles)
    expect(file).toMatch(/node_modules[\\/]dejavu-fonts-ttf[\\/]ttf[\\/]DejaVuSans(-Bold)?\.ttf$/);
});

test('bold text is wider', () => {
  expect(textWidth('Methods', 12, 'bold')).toBeGreaterThan(textWidth('Methods', 12));
});

describe('wrapText', () => {
  const sentence = 'Markers are means over seeds, bars one standard deviation';

  test('loses no word and keeps to the width', () => {
    const lines = wrapText(sentence, 120, { size: 11 });
    expect(lines.join(' ')).toBe(sentence);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(textWidth(line, 11)).toBeLessThanOrEqual(120);
  });

  test('fills lines: no word would have fitted on the line before', () => {
    const lines = wrapText(sentence, 120, { size: 11 });
    for (const [index, line] of lines.slice(1).entries()) {
      const [word] = line.split(' ');
      expect(textWidth(`${lines[index]} ${word}`, 11)).toBeGreaterThan(120);
    }
  });

  test('gives a word that is too long a line of its own', () => {
    expect(wrapText('a unbreakable b', 20, { size: 11 })).toEqual(['a', 'unbreakable', 'b']);
  });
});
