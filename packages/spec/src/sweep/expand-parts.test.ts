import { exampleSpec } from '../testing/example-spec.ts';
import { expandParts } from './expand-parts.ts';
import { expandSweep } from './expand-sweep.ts';

const spec = exampleSpec();
const idsOf = (...parts: Parameters<typeof expandParts>[1]): string[] =>
  expandParts(spec, parts, 8).map(({ id }) => id);
const all = expandSweep(spec, 8).map(({ id }) => id);

test('the whole spec, with parts of it or without', () => {
  expect(idsOf({})).toEqual(all);
  expect(idsOf({ methods: ['cka'], seeds: [2] }, {})).toEqual(all);
});

test('parts stand in the order of the spec, and what goes beyond it at the end', () => {
  expect(
    idsOf({ methods: ['cka'], tasks: ['rte'], seeds: [9, 1] }, { methods: ['full'], tasks: ['cola'] }),
  ).toEqual([
    'cola-full-seed1',
    'rte-cka-n2-r8-seed1',
    'rte-cka-n4-r8-seed1',
    'cola-full-seed2',
    'rte-cka-n2-r8-seed9',
    'rte-cka-n4-r8-seed9',
  ]);
});
