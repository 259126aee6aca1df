import { Random } from '@lamella/core';
import { expectNoLeakedTensors } from '@lamella/core/testing';
import type { TokenBlocks } from '@lamella/datasets';
import { createModel } from '@lamella/models';
import { evaluateMaskedLm, pretrain, type PretrainingSettings } from './pretrain.ts';

const config = {
  model_type: 'roberta',
  hidden_size: 16,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 32,
  vocab_size: 24,
  max_position_embeddings: 20,
  type_vocab_size: 1,
  pad_token_id: 1,
};
const tokens = { vocabSize: 24, maskId: 4, specialIds: [0, 1, 2, 3, 4] };
const LENGTH = 12;

/** Blocks in which every token is repeated: a masked one can be told from its neighbours. */
function blocks(count: number, seed: string): TokenBlocks {
  const random = new Random(seed);
  const ids = Int32Array.from({ length: count * LENGTH }, () => 0);
  for (let block = 0; block < count; block++)
    ids.fill(5 + random.int(19), block * LENGTH, (block + 1) * LENGTH);
  return { ids, count, length: LENGTH };
}

const settings: PretrainingSettings = {
  steps: 150,
  batchSize: 16,
  learningRate: 0.02,
  warmupSteps: 10,
  schedule: 'linear',
  weightDecay: 0.01,
  maxGradNorm: 1,
  seed: 1,
};

test('the held-out loss falls from that of a uniform guess to less than a quarter of it; nothing is left behind', () => {
  const losses = expectNoLeakedTensors(() => {
    const model = createModel(config, { head: 'masked-lm', seed: 1 });
    const steps: number[] = [];
    const run = {
      model,
      tokens,
      blocks: blocks(64, 'train'),
      heldOut: blocks(21, 'held-out'),
      onStep: ({ step }: { step: number }) => steps.push(step),
    };
    const before = evaluateMaskedLm(run, settings);
    expect(evaluateMaskedLm(run, settings)).toBe(before);
    pretrain(run, settings);
    const after = evaluateMaskedLm(run, settings);
    expect(steps).toEqual(Array.from({ length: 150 }, (_, i) => i + 1));
    model.dispose();
    return { before, after };
  });
  expect(losses.before).toBeGreaterThan(0.9 * Math.log(24));
  expect(losses.before).toBeLessThan(1.2 * Math.log(24));
  expect(losses.after).toBeLessThan(Math.log(24) / 4);
});
