import { braceArguments } from './brace-arguments.ts';

test.each([
  ['\\frac12', '\\frac{1}{2}'],
  ['\\frac 1 2x', '\\frac{1}{2}x'],
  ['\\frac1{72}', '\\frac{1}{72}'],
  ['\\frac{72}1', '\\frac{72}{1}'],
  ['\\frac{\\sqrt{6}}3', '\\frac{\\sqrt{6}}{3}'],
  ['\\frac{\\sqrt6}3', '\\frac{\\sqrt{6}}{3}'],
  ['\\frac\\pi2', '\\frac{\\pi}{2}'],
  ['\\frac\\sqrt32', '\\frac{\\sqrt{3}}{2}'],
  ['-\\frac{\\frac12}3', '-\\frac{\\frac{1}{2}}{3}'],
  ['\\sqrt\\pi', '\\sqrt{\\pi}'],
  ['\\sqrt[3]2', '\\sqrt[3]{2}'],
  ['2\\sqrt3+\\sqrt\\frac12', '2\\sqrt{3}+\\sqrt{\\frac{1}{2}}'],
  ['\\frac{1}{2}\\sqrt{3}', '\\frac{1}{2}\\sqrt{3}'],
  ['\\fraction', '\\fraction'],
  ['x', 'x'],
])('%j becomes %j', (text, braced) => {
  expect(braceArguments(text)).toBe(braced);
  expect(braceArguments(braced)).toBe(braced);
});

test.each(['\\frac', '\\frac1', '\\frac{1', '\\sqrt', '{\\sqrt}', '\\frac{1}'])(
  '%j lacks an argument and stays',
  (text) => {
    expect(braceArguments(text)).toBe(text);
  },
);
