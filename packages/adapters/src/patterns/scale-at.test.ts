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
  [{ rankPattern: { q_proj: 0 } }, /rank to be a positive integer, found 0 for model\.layers\.1/],
  [{ alphaPattern: { q_proj: NaN } }, /alpha to be a number, found NaN/],
  [{ rankPattern: { 'q_proj(': 4 } }, /names or regular expressions, found "q_proj\("\.$/],
])('%j is refused', (patterns, message) => {
  expect(() => scaleAt(path, { ...common, ...patterns })).toThrow(message);
});

test('a key that stands for no module is refused', () => {
  const paths = [path, 'model.layers.1.self_attn.v_proj'];
  expect(() =>
    checkPatterns({ ...common, rankPattern: { q_proj: 1 }, alphaPattern: { '.*': 1 } }, paths),
  ).not.toThrow();
  expect(() => checkPatterns({ ...common, alphaPattern: { q_porj: 1 } }, paths)).toThrow(
    `found "q_porj". The modules are: ${paths.join(', ')}.`,
  );
});
