import { readModule } from './read-module.ts';

test('imports are told with the names that are taken, those of types are not', () => {
  const { imports, own } = readModule(`
    import './effects.ts';
    import type { A } from './types.ts';
    import type B from './types.ts';
    import { c, type D, e as f } from './c.ts';
    import * as g from './g.ts';
    import h, { i } from './h.ts';
    const j = await import('./j.ts');
    const here = import.meta.url;
    const name = x.import;
  `);
  expect(imports).toEqual([
    { specifier: './effects.ts', names: 'all' },
    { specifier: './c.ts', names: ['c', 'e'] },
    { specifier: './g.ts', names: 'all' },
    { specifier: './h.ts', names: 'all' },
    { specifier: './j.ts', names: 'all' },
  ]);
  expect(own.join(' ')).not.toContain('types.ts');
  expect(own.join('')).toContain('consthere=import.meta.url;');
});

test('what is passed on is no statement of its own', () => {
  const { passedOn, passedOnWhole, own } = readModule(`
    export { a, b as c, type D } from './a.ts';
    export type { E } from './e.ts';
    export * from './f.ts';
    export const g = 1;
    export { g as h };
  `);
  expect([...passedOn]).toEqual([
    ['a', { specifier: './a.ts', name: 'a' }],
    ['c', { specifier: './a.ts', name: 'b' }],
  ]);
  expect(passedOnWhole).toEqual(['./f.ts']);
  expect(own.filter((token) => token !== ';').join(' ')).toBe('export const g = 1 export { g as h }');
});
