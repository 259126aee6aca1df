import fc from 'fast-check';
import { extractBoxed } from './extract-boxed.ts';

test.each([
  ['so $x = \\boxed{7}$.', '7'],
  ['$\\boxed{\\frac{1}{\\sqrt{2}}}$', '\\frac{1}{\\sqrt{2}}'],
  ['\\boxed{1} then \\boxed{2}', '2'],
  ['\\boxed{1} then \\fbox{3}', '3'],
  ['\\boxed{\\left\\{ 1 \\right.}', '\\left\\{ 1 \\right.'],
  ['\\boxed{ {a} {b} }', '{a} {b}'],
  ['$\\boxed 7$ apples', '7'],
  ['\\boxed{}', ''],
  ['\\boxed{1', null],
  ['\\boxedish{1}', null],
  ['7', null],
])('the box of %j holds %j', (text, content) => {
  expect(extractBoxed(text)).toBe(content);
});

test('any content with balanced braces comes back', () => {
  const { content } = fc.letrec<{ content: string; group: string }>((tie) => ({
    group: fc.oneof(
      { maxDepth: 4 },
      fc.stringMatching(/^[a-z0-9+]{0,5}$/),
      tie('content').map((inner) => `{${inner}}`),
    ),
    content: fc.array(tie('group'), { maxLength: 4 }).map((groups) => groups.join('')),
  }));
  fc.assert(
    fc.property(content, (inside) => {
      expect(extractBoxed(`first \\boxed{0}, so $\\boxed{${inside}}$, {qed}`)).toBe(inside);
    }),
  );
});
