import { readYaml } from './read-yaml.ts';

const problemsOf = (text: string): string[] =>
  readYaml(text).problems.map(({ offset, message }) => `${offset}: ${message}`);

test.each([
  [
    'a key of objects themselves',
    'a: {__proto__: {b: 1}}',
    '4: Expected the name of a setting, got __proto__, which can be none.',
  ],
  ['the same as an alias', 'a: &x __proto__\n? *x\n: 1', '18: Expected keys as they are, got an alias.'],
  [
    'a control character as an escape',
    'a: "b\\e[2J"',
    '3: Expected text without control characters, got "b\\u001b[2J".',
  ],
  [
    'a control character as it is',
    'a: b\u009b2J',
    '3: Expected text without control characters, got "b\\u009b2J".',
  ],
  ['a key with one', '"\\a": 1', '0: Expected text without control characters, got "\\u0007".'],
  ['a key twice', 'a: 1\nb: 2\na: 3', '10: Expected each key once in a section, got this one a second time.'],
  [
    'lists in lists',
    `a: ${'['.repeat(70)}${']'.repeat(70)}`,
    '66: Expected at most 64 levels of nesting, got more.',
  ],
  ['aliases without end', `a: &a 1\nb: [${'*a,'.repeat(5000)}]`, '3012: Expected at most 100 aliases'],
])('%s', (_name, text, problem) => {
  const [first] = problemsOf(text);
  expect(first).toMatch(new RegExp(`^${problem.replaceAll(/[\\[\]().*]/g, '\\$&')}`));
});

test('line breaks and tabs are text, and a key twice still has a value', () => {
  expect(readYaml('a: |\n  b\n  \tc\n').problems).toEqual([]);
  expect(readYaml('a: 1\na: 2').value).toEqual({ a: 2 });
});
