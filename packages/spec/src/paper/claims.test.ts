import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LAYERS, rowsOf } from '../testing/index.ts';
import { CLAIMS } from './claims.ts';

test('each claim has an id of its own, and specs that are there with the name of their results', () => {
  expect(new Set(CLAIMS.map(({ id }) => id)).size).toBe(CLAIMS.length);
  for (const { name, spec } of CLAIMS.flatMap(({ experiments }) => experiments)) {
    const path = fileURLToPath(new URL(`../../../../experiments/specs/${spec}.yaml`, import.meta.url));
    expect(existsSync(path)).toBe(true);
    expect(/^name: (.*)$/m.exec(readFileSync(path, 'utf8'))?.[1]).toBe(name);
  }
});

test('methods of claims are those of their specs, but for those that a spec is said to lack', () => {
  for (const claim of CLAIMS)
    for (const { spec, lacks = [] } of claim.experiments) {
      const path = fileURLToPath(new URL(`../../../../experiments/specs/${spec}.yaml`, import.meta.url));
      const text = readFileSync(path, 'utf8');
      const has = (method: string): boolean => new RegExp(`^  ${method}:`, 'm').test(text);
      const others = claim.kind === 'comparison' || claim.kind === 'cost' ? [claim.against].flat() : [];
      for (const method of [claim.method, ...others])
        expect([spec, method, has(method)]).toEqual([spec, method, !lacks.includes(method)]);
    }
});

test('every published list of layers is a claim, by the model and task that it was published for', () => {
  const lists = CLAIMS.flatMap((claim) => (claim.kind === 'layers' ? [claim] : []));
  expect(lists.map(({ model, task, layers }) => [model, task, layers])).toEqual(rowsOf(LAYERS));
});
