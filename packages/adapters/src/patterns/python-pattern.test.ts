import { pythonPattern } from './python-pattern.ts';

// What Python 3.11's re.fullmatch says of each.
test.each([
  [String.raw`(?P<part>attn|mlp)\.(?P=part)`, ['attn.attn', 'mlp.mlp'], ['attn.mlp', 'attn,attn']],
  [String.raw`\Aa+\Z`, ['a', 'aa'], ['b', '']],
  ['a{,2}b', ['b', 'aab'], ['aaab', 'a{,2}b']],
  ['a{2}{x}', ['aa{x}'], ['aax']],
  ['[]a]+', [']a', 'a'], ['', '[]a]']],
  ['[^]a]', ['b'], [']', 'a']],
  ['[[a-c.]', ['[', 'b', '.'], ['d', ']']],
  [String.raw`[\w\-]+\_x`, ['a-b_x'], ['a.b_x', 'a-b\\_x']],
  [
    String.raw`layers\.(?:1|3)\.(?!mlp).*(?#a note)(?<=_proj)`,
    ['layers.1.q_proj'],
    ['layers.2.q_proj', 'layers.1.mlp_proj'],
  ],
  [String.raw`(a)(b)\2\x41]`, ['abbA]'], ['abaA]']],
  [String.raw`a\/b/c`, ['a/b/c'], ['a\\/b/c']],
])('%s', (source, matching, others) => {
  const pattern = pythonPattern(`^(?:${source})$`, 'target_modules');
  for (const text of matching) expect([text, pattern.test(text)]).toEqual([text, true]);
  for (const text of others) expect([text, pattern.test(text)]).toEqual([text, false]);
});

test('a search that would take years is given up', () => {
  const pattern = pythonPattern('^(?:(a+)+b)$', 'target_modules of a file');
  expect(pattern.test('aab')).toBe(true);
  const begin = performance.now();
  expect(() => pattern.test('a'.repeat(60))).toThrow(
    /got "\^\(\?:\(a\+\)\+b\)\$": matching a{60} takes longer than 1000 ms\.$/,
  );
  expect(performance.now() - begin).toBeLessThan(10_000);
});

test.each([
  ['(?i)a', '"(?i)a" can\'t be translated'],
  ['(?i:a)', '"(?i:a)" can\'t be translated'],
  ['(a)?(?(1)b|c)', '"(?(1)b|c)" can\'t be translated'],
  ['(?>a)', '"(?>a)" can\'t be translated'],
  ['(?<name>a)', '"(?<name>a)" can\'t be translated'],
  [String.raw`\p{L}`, String.raw`"\p{L}" can't be translated`],
  [String.raw`\0`, String.raw`"\0" can't be translated`],
  ['a*+', 'Nothing to repeat'],
  ['(a', 'Unterminated group'],
  ['[a', 'Unterminated character class'],
])('%s is refused', (source, message) => {
  expect(() => pythonPattern(source, 'target_modules of a file')).toThrow(
    `Expected target_modules of a file to be a regular expression that Python and JavaScript both can read, got ${JSON.stringify(source)}: `,
  );
  expect(() => pythonPattern(source, 'x')).toThrow(message);
});
