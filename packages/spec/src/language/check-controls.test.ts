import { exampleSpec } from '../testing/example-spec.ts';
import { parseSpec } from './parse-spec.ts';

const head = 'name: a\nmodel: mini/roberta\ndata: { kind: mini-glue }\ntasks: [cola]\nsweep: { seed: [1] }\n';
const parse = (yaml: string) => parseSpec(`${head}${yaml}`, 's.yaml');

test.each([
  ['controls: [equal-time]', 's.yaml:17:12: Expected a method of selection all'],
  [
    'controls: [least]',
    's.yaml:17:12: Expected controls[0] to be one of equal-parameters, equal-time, least-important',
  ],
  [
    'controls: [{ random: 0 }]',
    's.yaml:17:22: Expected controls[0].random to be a whole number of at least 1, got 0',
  ],
  ['controls: [random]', 's.yaml:17:12: Expected controls[0] to be one of equal-parameters'],
  ['controls: [{ rando: 3 }]', 's.yaml:17:14: Unknown key of controls[0] "rando". Did you mean "random"?'],
  ['controls: []', 's.yaml:17:11: Expected controls to be a list with at least one of controls'],
  [
    'controls: [{ random: 2 }, { random: 3 }]',
    's.yaml:17:27: Expected each control once, got random a second time.',
  ],
  ['tune: { share: 0.5 }', 's.yaml:17:1: Missing tune.learningRate'],
  ['tune: { learningRate: [] }', 's.yaml:17:23: Expected tune.learningRate to be a list with at least one'],
  ['tune: { learningRate: [1e-4, 0] }', 's.yaml:17:30: Expected tune.learningRate[1] to be a number above 0'],
  [
    'tune: { learningRate: [1e-4], share: 1 }',
    's.yaml:17:38: Expected tune.share to be a number above 0 and below 1',
  ],
  ['tune: { learningRate: [1e-4], budget: 0 }', 's.yaml:17:39: Expected tune.budget to be a whole number'],
])('%s', (yaml, message) => {
  const whole = (): unknown => exampleSpec(`${yaml}\n`);
  const withoutAll = (): unknown => parse(`methods: { cka: { selection: cka } }\n${yaml}\n`);
  const isAboutAll = yaml.includes('equal-time');
  expect(isAboutAll ? withoutAll : whole).toThrow(
    isAboutAll ? message.replace(':17:', ':7:') : message.replace('s.yaml:17', 'example.yaml:12'),
  );
});

test('a control needs a method by importance, and a name that is free', () => {
  expect(() => parse('methods: { all: { selection: all } }\ncontrols: [shuffled-importance]\n')).toThrow(
    's.yaml:7:12: Expected a method that selects layers by importance for the control shuffled-importance, got none.',
  );
  const taken = 'methods: { cka: { selection: cka }, cka-least-important: { selection: first } }\n';
  expect(() => parse(`${taken}controls: [least-important]\n`)).toThrow(
    's.yaml:7:12: Expected no method of the name cka-least-important, which is that of a control, got one. Rename it.',
  );
});

test('sweeps and comparisons may name arms of controls, and no others', () => {
  const controls = 'controls: [{ random: 2 }]\nextraSweeps: [{ methods: [random-draw-1], rank: [4] }]\n';
  expect(exampleSpec(`${controls}compare: { against: [random-draws] }\n`).compare?.against).toEqual([
    'random-draws',
  ]);
  expect(() => exampleSpec(`${controls}compare: { against: [random-draw-1] }\n`)).toThrow(
    'Unknown method of this spec "random-draw-1". Did you mean "random-draws"?',
  );
  expect(() => exampleSpec('extraSweeps: [{ methods: [random-draw-1], rank: [4] }]\n')).toThrow(
    'Unknown method of this spec "random-draw-1".',
  );
});

test('what tune chooses is not swept', () => {
  const sweep = 'extraSweeps: [{ set: { training.learningRate: [1e-4, 1e-3] } }]\n';
  expect(() => exampleSpec(`tune: { learningRate: [1e-4, 4e-4] }\n${sweep}`)).toThrow(
    'example.yaml:13:24: Expected no sweep over training.learningRate beside tune, which chooses the learning rate, got one.',
  );
  const own = parse(
    'methods: { all: { selection: all, tune: { learningRate: [1e-4] } } }\ntune: { share: 0.1 }\n',
  );
  expect(own.methods['all']?.tune).toEqual({ learningRate: [1e-4] });
});
