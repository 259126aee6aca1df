import { parseSpec } from './parse-spec.ts';

const yaml = `name: x
model: mini/llama
data: { kind: mini }
tasks: [mini-math, mini-sqa]
generation:
  scores: [SCORES]
methods: { base: { tuning: none } }
sweep: { seed: [1] }
`;

test('scores that some benchmark of the spec has', () => {
  const { generation } = parseSpec(yaml.replace('SCORES', 'lmms-eval, metamath'), 'x.yaml');
  expect(generation).toEqual({ scores: ['lmms-eval', 'metamath'] });
});

test.each([
  [
    'lmms-eval, minerva',
    'x.yaml:6:11: Expected generation.scores to be among metamath, lm-eval-strict, lm-eval-flexible, lmms-eval, which mini-math, mini-sqa can be scored by, got minerva.',
  ],
  ['metamath, metamath', 'x.yaml:6:11: Expected generation.scores to be a list of different scores'],
  ['lm-eval', 'x.yaml:6:12: Expected generation.scores[0] to be one of metamath, lm-eval-strict'],
])('%s is refused at its place', (scores, message) => {
  expect(() => parseSpec(yaml.replace('SCORES', scores), 'x.yaml')).toThrow(message);
});
