import { normalizeMath } from './normalize-math.ts';

test.each([
  ['\\dfrac12', '\\frac{1}{2}'],
  ['\\tfrac{1}2', '\\frac{1}{2}'],
  ['-1/2', '-\\frac{1}{2}'],
  ['\\sqrt3', '\\sqrt{3}'],
  ['\\sqrt[3]{2}', '\\sqrt[3]{2}'],
  ['$x = 5$', '5'],
  ['f(x) = x^{2}', 'x^2'],
  ['x^2 + y^2 = 1', 'x^2+y^2=1'],
  ['5 \\text{ cm}^2', '5'],
  ['5 square units', '5'],
  ['2m', '2m'],
  ['\\text{Monday}', 'Monday'],
  ['3 \\text{ and } 5', '3,5'],
  ['90^\\circ', '90'],
  ['25\\%', '25'],
  ['\\$1,234.50', '1234.50'],
  ['1{,}234', '1234'],
  ['(1,234)', '(1,234)'],
  ['.5', '0.5'],
  ['\\left( 3, \\frac{\\pi}{2} \\right)', '(3,\\frac{\\pi}{2})'],
  ['\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}', '\\begin{pmatrix}1\\\\2\\end{pmatrix}'],
  ['x \\leq 2', 'x\\le2'],
])('%j becomes %j', (answer, form) => {
  expect(normalizeMath(answer)).toBe(form);
});

test.each([
  '\\dfrac12',
  '3 \\text{ and } 5',
  '\\left( 3, \\frac{\\pi}{2} \\right)',
  '5 square units',
  'y = .5x',
])('normalising %j twice is normalising it once', (answer) => {
  expect(normalizeMath(normalizeMath(answer))).toBe(normalizeMath(answer));
});
