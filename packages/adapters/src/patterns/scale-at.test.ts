import { checkPatterns, scaleAt } from './scale-at.ts';

const common = { rank: 8, alpha: 16 };
const path = 'model.layers.1.self_attn.q_proj';

test.each([
  ['no pattern', {}, 8, 16],
  ['the name of a module', { rankPattern: { q_proj: 4 } }, 4, 16],
  ['a module of one layer', { rankPattern: { 'layers.1.self_attn.q_proj': 4 } }, 4, 16],
  ['the whole path', { rankPattern: { [path]: 4 }, alphaPattern: { [path]: 32 } }, 4, 32],
  ['a module of another layer', { rankPattern: { 'layers.2.self_attn.q_proj': 4 } }, 8, 16],
  ['a part of a name', { rankPattern: { proj: 4 } }, 8, 16],
  ['a regular expression', { alphaPattern: { 'layers\\.[13]\\..*': 2 } }, 8, 2],
  ['the first of several', { rankPattern: { q_proj: 4, 'self_attn.q_proj': 2 } }, 4, 16],
  ['other modules', { rankPattern: { v_proj: 4 }, alphaPattern: { k_proj: 1 } }, 8, 16],
])('%s', (_, patterns, rank, alpha) => {
  expect(scaleAt(path, { ...common, ...patterns })).toEqual({ rank, alpha });
});

test('keys that releases of PEFT read differently are refused', () => {
  const patterns = { rankPattern: { q_proj: 4 }, alphaPattern: { 'self_attn.q_proj': 32 } };
  expect(() => scaleAt(path, { ...common, ...patterns })).toThrow(
    /for model\.layers\.1\.self_attn\.q_proj rank 4 and alpha 32 or, .* rank 4 and alpha 16\. Give both patterns the same keys/,
  );
});

test.each([
  ['a regular expression from the beginning of the path', { [String.raw`model\.layers\.1\..*`]: 4 }],
  ['alternatives, which were not put into parentheses', { 'k_proj|q_proj': 4 }],
  ['a name after the whole path', { [path]: 4, q_proj: 2 }],
])('so are %s', (_, rankPattern) => {
  expect(() => scaleAt(path, { ...common, rankPattern })).toThrow(/that every release of PEFT reads alike/);
});

test.each([
  [{ rankPattern: { q_proj: 0 } }, /rank to be a positive integer, got 0 for model\.layers\.1/],
  [{ alphaPattern: { q_proj: NaN } }, /alpha to be a number, got NaN/],
  [
    { rankPattern: { 'q_proj(': 4 } },
    /each key of rank and alpha patterns to be a regular expression .*q_proj\(/,
  ],
])('%j is refused', (patterns, message) => {
  expect(() => scaleAt(path, { ...common, ...patterns })).toThrow(message);
});

test('a key that stands for no module is refused', () => {
  const paths = [path, 'model.layers.1.self_attn.v_proj'];
  expect(() =>
    checkPatterns({ ...common, rankPattern: { q_proj: 1 }, alphaPattern: { '.*': 1 } }, paths),
  ).not.toThrow();
  expect(() => checkPatterns({ ...common, alphaPattern: { q_porj: 1 } }, paths)).toThrow(
    `got "q_porj". The modules are: ${paths.join(', ')}.`,
  );
});
