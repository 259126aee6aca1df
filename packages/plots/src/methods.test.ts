import { methodStyles, selectsLayers, usesLora } from './methods.ts';
import { inventRows } from './testing/invented-rows.ts';

function stylesOf(methods: readonly string[]): ReturnType<typeof methodStyles> {
  return methodStyles(inventRows({ methods, ranks: [8], layers: [4], seeds: 1 }));
}

const further = Array.from({ length: 20 }, (_, index) => `method-${String.fromCharCode(97 + index)}`);

test('display order does not depend on the order of rows', () => {
  const names = stylesOf(['head', 'zeta', 'last', 'cka', 'alpha', 'full', 'all']).map((style) => style.name);
  expect(names).toEqual(['full', 'all', 'cka', 'last', 'alpha', 'zeta', 'head']);
});

test('a method looks the same whichever others are there', () => {
  const [alone] = stylesOf(['cka']);
  expect(stylesOf(['head', 'full', 'cka', 'fim', 'other'])).toContainEqual(alone);
  expect(alone).toEqual({
    name: 'cka',
    kind: 'cka',
    title: 'LoRA, CKA (1 − CKA)',
    colour: '#0072b2',
    shape: 'circle',
  });
});

test('methods that the theme does not know get their own title and a look that no other has', () => {
  const styles = stylesOf([
    'full',
    'head',
    'all',
    'cka',
    'fim',
    'random',
    'first',
    'last',
    'alternating',
    ...further,
  ]);
  expect(styles).toHaveLength(29);
  expect(new Set(styles.map(({ colour, shape }) => `${colour} ${shape}`)).size).toBe(29);
  expect(styles.find(({ name }) => name === 'method-c')?.title).toBe('Method method-c');
});

test('what a method is comes from what it does, not from its name', () => {
  const [row] = inventRows({ methods: ['all'], ranks: [8], seeds: 1 }).scores;
  if (row === undefined) throw new Error('Expected a row');
  const everything = { ...row, method: 'everything', methodTitle: 'everything' };
  expect([usesLora(everything), selectsLayers(everything)]).toEqual([true, false]);
  const full = { ...everything, method: 'all-weights', tuning: 'full', selection: null } as const;
  expect([usesLora(full), selectsLayers(full)]).toEqual([false, false]);
  const chosen = { ...everything, method: 'all-but-some', selection: 'list' };
  expect(selectsLayers(chosen)).toBe(true);
  expect(methodStyles({ scores: [everything] })).toMatchObject([
    { name: 'everything', title: 'everything', kind: 'all', colour: '#000000' },
  ]);
});

test('the title of a spec is what figures print, and one of several methods of a kind has its look', () => {
  const [row] = inventRows({ methods: ['cka'], ranks: [8], seeds: 1 }).scores;
  if (row === undefined) throw new Error('Expected a row');
  const titled = { ...row, methodTitle: 'By similarity' };
  const pissa = { ...row, method: 'a', methodTitle: 'PiSSA, by similarity', initialisation: 'pissa' };
  const [first, second] = methodStyles({ scores: [pissa, titled] });
  expect(first).toMatchObject({ name: 'cka', title: 'By similarity', colour: '#0072b2' });
  expect(second).toMatchObject({ name: 'a', title: 'PiSSA, by similarity' });
  expect(second?.kind).toBeUndefined();
});

test('another kind of adapter does not pass for LoRA', () => {
  const [row] = inventRows({ methods: ['cka'], ranks: [8], seeds: 1 }).scores;
  if (row === undefined) throw new Error('Expected a row');
  const vera = { ...row, method: 'a-vera', methodTitle: 'a-vera', adapter: 'vera', initialisation: null };
  expect(methodStyles({ scores: [vera, row] })).toMatchObject([
    { name: 'cka', title: 'LoRA, CKA (1 − CKA)', kind: 'cka' },
    { name: 'a-vera', title: 'a-vera' },
  ]);
  // Alone it has the colour of its rule, but not LoRA's title, though it is called like the rule.
  const alone = { ...vera, method: 'cka', methodTitle: 'cka' };
  expect(methodStyles({ scores: [alone] })).toMatchObject([{ name: 'cka', title: 'cka', kind: 'cka' }]);
});
