import { formatCheapest } from './format-cheapest.ts';

test('three rows: the most important layers, the cheapest set and the last layers, by the costs of the first', () => {
  const lines = formatCheapest({
    ...{ prefer: 'memory', within: 0.05, step: { rank: 8, batchSize: 8, maxLength: 64 } },
    top: { layers: [0, 3], share: 1, costs: { time: 2, memory: 400 } },
    chosen: { layers: [1, 3], share: 0.96, costs: { time: 1.5, memory: 300 } },
    last: { layers: [2, 3], share: 0.5, costs: { time: 1, memory: 250 } },
  });
  expect(lines).toEqual([
    '                           layers  importance     time  memory',
    'most important 2             0, 3     100.0 %  100.0 %  100.0 %',
    'least memory within 5.0 %    1, 3      96.0 %   75.0 %  75.0 %',
    'last 2                       2, 3      50.0 %   50.0 %  62.5 %',
    'Time and memory are predicted, of a training step of LoRA at rank 8, batch 8, all texts 64 tokens long; ' +
      'shares are of those of the most important layers.',
  ]);
});
