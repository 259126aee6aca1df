import { readOptionalSwitch, readSwitch } from './flags.ts';

test('a switch is true, false or its default', () => {
  expect(readSwitch({ a: false }, 'a', true)).toBe(false);
  expect(readSwitch({}, 'a', true)).toBe(true);
  expect(() => readSwitch({ a: null }, 'a', true)).toThrow(
    'Expected "a" of a tokenizer to be true or false, got null.',
  );
});

test('one that may be null', () => {
  expect([{}, { a: null }, { a: true }].map((fields) => readOptionalSwitch(fields, 'a'))).toEqual([
    undefined,
    undefined,
    true,
  ]);
});
