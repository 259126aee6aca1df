import { exampleSpec } from '../testing/example-spec.ts';
import { parseSpec } from './parse-spec.ts';
import { primaryComparisons } from './primary-comparisons.ts';

const head =
  'name: a\nmodel: mini/roberta\ndata: { kind: mini-glue }\ntasks: [cola, rte]\n' +
  'methods: { all: { selection: all }, cka: { selection: cka }, last: { selection: last } }\n';
const spec = (primary: string, more = '') =>
  exampleSpec(`controls: [{ random: 2 }]\n${more}compare: { margin: 1, primary: ${primary} }\n`);

test('arms are methods, or all draws of a kind', () => {
  expect(
    primaryComparisons(spec('[{ arms: [cka, random-draws], layers: 2, on: rte }, [full, all]]')),
  ).toEqual([
    { arms: ['cka', 'random-draws'], on: 'rte', layers: 2 },
    { arms: ['full', 'all'], on: 'mean' },
  ]);
});

test.each([
  ['[[cka, al]]', '13:39: Unknown arm of this spec "al". Did you mean "all"?'],
  ['[{ arms: [cka, random-draw-1] }]', '13:47: Unknown arm of this spec "random-draw-1". Did you mean'],
  ['[[all, all]]', '13:33: Expected two different arms, got all twice.'],
  ['[[all]]', '13:33: Expected compare.primary[0] to be two arms such as [cka, all]'],
  ['[]', '13:32: Expected compare.primary to be a list with at least one comparison, got a list of 0.'],
  [
    '[[full, all], [cka, all], [cka, full], [random, all], [random, full]]',
    '13:32: Expected compare.primary to be a list of at most 4 comparisons, all others are exploratory, got a list of 5.',
  ],
  ['[{ arms: [full, all], on: colla }]', '13:58: Unknown task of this spec "colla". Did you mean "cola"?'],
  [
    '[[cka, all]]',
    '13:33: Expected a primary comparison at one N of 2, 0.5, as in {arms: [cka, all], layers: 6}, got none.',
  ],
  ['[{ arms: [cka, all], layers: 3 }]', '13:61: Expected N to be one of 2, 0.5, got 3.'],
  ['[{ arms: [full, all], layers: 2 }]', "13:62: Expected no N, which the sweeps don't vary, got 2."],
  ['[{ arms: [full, all], of: rte }]', 'Unknown key of compare.primary[0] "of". Did you mean "on"?'],
  [
    '[[full, all], [all, full]]',
    '13:46: Expected each comparison once, got all and full on mean a second time.',
  ],
])('%s', (primary, message) => {
  expect(() => spec(primary)).toThrow(message);
});

test('of several ranks one is named, of several models and settings none can be', () => {
  const sweep = (more: string) => `extraSweeps: [{ ${more} }]\n`;
  expect(() => spec('[[full, all]]', sweep('rank: [4, 8]'))).toThrow(
    'Expected a primary comparison at one rank of 4, 8, as in {arms: [cka, all], rank: 8}, got none.',
  );
  expect(spec('[{ arms: [full, all], rank: 8 }]', sweep('rank: [4, 8]')).compare?.primary).toHaveLength(1);
  expect(() => spec('[[full, all]]', sweep('set: { training.learningRate: [1e-4, 4e-4] }'))).toThrow(
    'Expected primary comparisons of one model without swept settings',
  );
});

test('arms are swept, on the task of the comparison and at the same N', () => {
  const sweeps = (...some: string[]) =>
    `extraSweeps: [${some.join(', ')}]\nsweep: { methods: [all], seed: [1] }\n`;
  const parse = (primary: string, ...some: string[]) =>
    parseSpec(`${head}${sweeps(...some)}compare: { primary: ${primary} }\n`, 's.yaml');
  const onRte = '{ tasks: [rte], methods: [cka], layers: [2] }';
  expect(parse('[{ arms: [cka, all], on: rte }]', onRte).compare?.primary).toHaveLength(1);
  expect(() => parse('[{ arms: [cka, all], on: cola }]', onRte)).toThrow(
    's.yaml:8:30: Expected arms that are swept, got cka, which is in no sweep on cola.',
  );
  expect(() => parse('[[last, all]]', onRte)).toThrow('got last, which is in no sweep.');
  const atOthers = '{ methods: [last], layers: [3] }';
  expect(() => parse('[{ arms: [cka, last], on: rte }]', onRte, atOthers)).toThrow(
    'Expected arms that are swept at the same N, got none in common.',
  );
});
