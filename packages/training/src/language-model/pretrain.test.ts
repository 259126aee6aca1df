import { Random } from '@lamella/core';
import { expectNoLeakedTensors } from '@lamella/engine/testing';
import { causalLmObjective, maskedLmObjective, type TokenBlocks } from '@lamella/datasets';
import { createModel } from '@lamella/models';
import { evaluateLanguageModel, pretrain, type PretrainingSettings } from './pretrain.ts';

const VOCABULARY = 24;
const SPECIAL = [0, 1, 2, 3, 4];
const LENGTH = 12;

const sizes = {
  hidden_size: 16,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 32,
  vocab_size: VOCABULARY,
  max_position_embeddings: 20,
};

const CASES = {
  'masked-lm': {
    config: { ...sizes, model_type: 'roberta', type_vocab_size: 1, pad_token_id: 1 },
    objective: maskedLmObjective({ vocabSize: VOCABULARY, maskId: 4, specialIds: SPECIAL }),
  },
  'causal-lm': {
    config: { ...sizes, model_type: 'llama', initializer_range: 0.1 },
    objective: causalLmObjective({ specialIds: SPECIAL }),
  },
} as const;

/** Blocks in which every token is repeated: a masked one can be told from its neighbours, the next one from the last. */
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

test.each(['masked-lm', 'causal-lm'] as const)(
  '%s: the held-out loss falls from that of a uniform guess to less than a quarter of it; nothing is left behind',
  (head) => {
    const { config, objective } = CASES[head];
    const losses = expectNoLeakedTensors(() => {
      const model = createModel(config, { head, seed: 1 });
      const steps: number[] = [];
      const run = {
        model,
        objective,
        blocks: blocks(64, 'train'),
        heldOut: blocks(21, 'held-out'),
        onStep: ({ step }: { step: number }) => steps.push(step),
      };
      const before = evaluateLanguageModel(run, settings);
      expect(evaluateLanguageModel(run, settings)).toBe(before);
      pretrain(run, settings);
      const after = evaluateLanguageModel(run, settings);
      expect(steps).toEqual(Array.from({ length: 150 }, (_, i) => i + 1));
      model.dispose();
      return { before, after };
    });
    expect(losses.before).toBeGreaterThan(0.9 * Math.log(VOCABULARY));
    expect(losses.before).toBeLessThan(1.2 * Math.log(VOCABULARY));
    expect(losses.after).toBeLessThan(Math.log(VOCABULARY) / 4);
  },
);

test('a pre-training that diverges ends at the first step that shows it', () => {
  const { config, objective } = CASES['causal-lm'];
  const model = createModel(config, { head: 'causal-lm', seed: 1 });
  const run = { model, objective, blocks: blocks(64, 'train'), heldOut: blocks(8, 'held-out') };
  const diverging = { ...settings, learningRate: 1e30, warmupSteps: 0, maxGradNorm: 0, schedule: 'constant' };
  expect(() => pretrain(run, diverging as PretrainingSettings)).toThrow(
    /^Expected a finite loss, got (NaN|-?Infinity) at step 3 \(learning rate 1e\+30\)/,
  );
  model.dispose();
});
