import type { ExperimentSpec } from '../language/experiment-spec.ts';
import { resolveGeneration } from './resolve-generation.ts';

const hub = { kind: 'hub', id: 'me/data' } as const;
const gsm8k = { kind: 'files', train: 't', benchmarks: { gsm8k: 'g' } } as const;
const generation = { maxNewTokens: 8, scores: ['lm-eval-strict', 'evalplus'] } as const;

function resolve(
  tasks: ExperimentSpec['tasks'],
  settings: { readonly data?: ExperimentSpec['data']; readonly generation?: typeof generation | object } = {},
) {
  const spec = { tasks, data: hub, generation, ...settings } as Parameters<typeof resolveGeneration>[0];
  return tasks.map((task) => resolveGeneration(spec, task));
}

test('each task has the scores that its benchmarks have', () => {
  expect(resolve(['metamath', 'python', 'cola'])).toEqual([
    { maxNewTokens: 8, scores: ['lm-eval-strict'] },
    { maxNewTokens: 8, scores: ['evalplus'] },
    undefined,
  ]);
  expect(resolve(['metamath', 'python'], { generation: { scores: ['evalplus'] } })).toEqual([
    undefined,
    { scores: ['evalplus'] },
  ]);
});

test('a spec that asks for none is as it was', () => {
  expect(resolve(['metamath'], { generation: { samples: 2, temperature: 1 } })).toEqual([
    { samples: 2, temperature: 1 },
  ]);
  expect(resolve(['metamath'], { generation: {} })).toEqual([{}]);
});

test('a score that no benchmark of the spec has is refused', () => {
  expect(() =>
    resolve(['metamath'], { data: gsm8k, generation: { scores: ['metamath', 'minerva'] } }),
  ).toThrow(
    'Expected generation.scores to be among metamath, lm-eval-strict, lm-eval-flexible, which gsm8k can be scored by, got minerva.',
  );
  expect(() => resolve(['mini-code'], { data: { kind: 'mini' } })).toThrow(
    'Expected generation.scores to be among none, which mini-code can be scored by, got lm-eval-strict, evalplus.',
  );
});
