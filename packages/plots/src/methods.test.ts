import { methodStyles } from './methods.ts';
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
  expect(alone).toEqual({ name: 'cka', title: 'LoRA, CKA (1 − CKA)', colour: '#0072b2', shape: 'circle' });
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
