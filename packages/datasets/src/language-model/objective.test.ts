import { IGNORED_LABEL } from './block-batches.ts';
import { causalLmObjective, maskedLmObjective } from './objective.ts';

const VOCABULARY = 50;
const blocks = {
  count: 200,
  length: 16,
  ids: Int32Array.from({ length: 3200 }, (_, i) => (i % 16 === 0 ? 0 : 5 + (i % 40))),
};

test.each([
  ['masked', maskedLmObjective({ vocabSize: VOCABULARY, maskId: 4, specialIds: [0, 1, 2, 3, 4] })],
  ['next', causalLmObjective({ specialIds: [0, 1] })],
])('%s tokens fit into the places of a batch and are never special', (_, objective) => {
  for (const { labels, size, length } of objective.batches(blocks, { batchSize: 50, seed: 1 })) {
    const predicted = [...labels].filter((label) => label !== IGNORED_LABEL);
    expect(predicted.length).toBeGreaterThan(0);
    expect(predicted.length).toBeLessThanOrEqual(Math.ceil(size * length * objective.places));
    expect(predicted.filter((label) => objective.specialIds.includes(label))).toEqual([]);
  }
});
