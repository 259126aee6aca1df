import { createModel } from '@lamella/models';
import { modulePath } from './module-path.ts';

const sizes = { hidden_size: 16, intermediate_size: 24, num_hidden_layers: 2, vocab_size: 50 };
const config = { ...sizes, num_attention_heads: 2, num_key_value_heads: 2, max_position_embeddings: 20 };

test.each([
  ['roberta', 'classification'],
  ['bert', 'classification'],
  ['deberta-v2', 'classification'],
  ['llama', 'causal-lm'],
  ['mistral', 'causal-lm'],
  ['gemma', 'causal-lm'],
] as const)('%s: the paths of the real model', (model_type, head) => {
  const relative = { relative_attention: true, pos_att_type: ['c2p', 'p2c'], share_att_key: false };
  const source = { ...config, ...relative, model_type, type_vocab_size: 2, head_dim: 8 };
  const model = createModel(source, { head });
  const paths = model.layers.flatMap(({ projections }, layer) =>
    [...projections].map(([name, { base }]) => [modulePath(model_type, layer, name), base.path]),
  );
  model.dispose();
  expect(paths.length).toBeGreaterThan(10);
  for (const [planned, real] of paths) expect(planned).toBe(real);
});
