import { exampleSpec } from '../testing/example-spec.ts';
import { settingPath } from './overrides.ts';

const problemsOf = (set: string, extra = ''): string => {
  try {
    exampleSpec(`extraSweeps: [{ set: ${set} }]\n${extra}`);
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
};

test('every value is checked as if it stood in its place', () => {
  expect(problemsOf('{ training.learningRate: [1e-4, 4e-4], methods.cka.adapter.dropout: [0, 0.1] }')).toBe(
    'none',
  );
  expect(problemsOf('{ training.warmup: [{ ratio: 0.1 }, { steps: 5 }] }')).toBe('none');
  expect(problemsOf('{ training.learningRate: [1e-4, fast] }')).toBe(
    'example.yaml:12:54: Expected training.learningRate to be a number above 0, got "fast" (text).',
  );
  expect(problemsOf('{ training.learnRate: [1] }')).toMatch(
    /^example\.yaml:12:45: Unknown key of training "learnRate"\. Did you mean "learningRate"\?/,
  );
  expect(problemsOf('{ methods.none.training.epochs: [1] }')).not.toBe('none');
});

test('lists of values, of settings that trials have', () => {
  expect(problemsOf('{ training.epochs: 3 }')).toMatch(
    /Expected .*training\.epochs to be a list of values, got 3/,
  );
  expect(problemsOf('{ training.epochs: [3, 3] }')).toMatch(/a list of different values/);
  expect(problemsOf('{ name: [a, b] }')).toMatch(
    /^example\.yaml:12:24: Expected a setting in one of adapter, .*, training, got "name"\.$/,
  );
  expect(problemsOf('{ model: [a, b] }')).toMatch(/got "model"\. It is swept by sweep\.model\.$/);
});

test('what is wrong with the spec itself is told once', () => {
  expect(problemsOf('{ training.epochs: [1, 2] }', 'workers: none\n').split('\n')).toHaveLength(1);
});

test('settingPath', () => {
  expect(settingPath('methods.list.selection.0')).toEqual(['methods', 'list', 'selection', 0]);
});
