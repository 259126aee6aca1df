import { darkColour } from './dark-colours.ts';

/** The ratio of WCAG 2, computed from its definition. */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [a, b].map(luminance).sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const channels = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((c) =>
    c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

test('white becomes the dark ground, black becomes light, and grey stays grey', () => {
  expect(darkColour('#ffffff')).toBe('#161616');
  expect(darkColour('#000000')).toBe('#eeeeee');
  expect(darkColour('#808080')).toMatch(/^#(..)\1\1$/);
});

test.each(['#1f2328', '#59636e'])('text of figures can be read on the dark ground: %s', (colour) => {
  expect(contrast(darkColour(colour), darkColour('#ffffff'))).toBeGreaterThan(7);
});

test.each(['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'])(
  'colours of methods can be told from the dark ground: %s',
  (colour) => {
    expect(contrast(darkColour(colour), darkColour('#ffffff'))).toBeGreaterThan(3);
  },
);
