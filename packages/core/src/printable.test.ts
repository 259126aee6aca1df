import { printable } from './printable.ts';

test.each([
  ['what can be printed stays', 'Größe: 1 %\n\t"日本" 👩‍👩‍👧', 'Größe: 1 %\n\t"日本" 👩‍👩‍👧'],
  ['escape sequences', '\u001b[31mred\u001b]0;title\u0007', '\\u001b[31mred\\u001b]0;title\\u0007'],
  ['the one-byte form of them', '\u009b2J', '\\u009b2J'],
  ['NUL, carriage return, backspace, delete', '\0\r\b\u007f', '\\u0000\\u000d\\u0008\\u007f'],
  ['marks of direction', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
])('%s', (_name, text, expected) => {
  expect(printable(text)).toBe(expected);
});
