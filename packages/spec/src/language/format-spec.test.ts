import { parse } from 'yaml';
import { formatSpec, isSameSpec } from './format-spec.ts';

const spec = {
  name: 'reviews',
  methods: { some: { selection: '010011' }, listed: { selection: [0, 3] } },
  training: { epochs: 3, learningRate: 5e-4 },
};

test('values come back as they were, and reasons stand behind them', () => {
  const text = formatSpec(spec, {
    top: ['Written once.', 'Change it.'],
    values: { 'training.epochs': '300 steps', 'training.none': 'of nothing' },
  });
  expect(parse(text)).toEqual(spec);
  expect(text).toBe(
    [
      '# Written once.',
      '# Change it.',
      '',
      'name: reviews',
      'methods:',
      '  some:',
      "    selection: '010011'",
      '  listed:',
      '    selection: [0, 3]',
      'training:',
      '  epochs: 3 # 300 steps',
      '  learningRate: 0.0005',
      '',
    ].join('\n'),
  );
});

test('comments and layout make no other spec', () => {
  expect(isSameSpec('a: [1, 2] # one\n', '# two\na:\n  - 1\n  - 2\n')).toBe(true);
  expect(isSameSpec('a: 1\n', 'a: 2\n')).toBe(false);
  expect(isSameSpec('a: 1\n', 'a: [1\n')).toBe(false);
});
