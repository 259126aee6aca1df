import { exampleSpec } from '@lamella/spec/testing';
import { expandSweep } from '@lamella/spec';
import { checkTargets } from './check-targets.ts';

const config = {
  model_type: 'bert',
  hidden_size: 16,
  intermediate_size: 32,
  num_hidden_layers: 8,
  vocab_size: 50,
  max_position_embeddings: 20,
  type_vocab_size: 2,
};
const check =
  (targets: string, model_type = 'bert') =>
  (): void =>
    checkTargets(expandSweep(exampleSpec(`adapter: { targets: [${targets}] }\n`), 8), {
      config: { ...config, model_type },
      numLayers: 8,
      hash: undefined,
    });

describe('checkTargets', () => {
  test('finds a module that no layer has', () => {
    expect(check('query, valeu')).toThrow(/Unknown target module "valeu". Did you mean "value"\?/);
    expect(check('query, output.dense')).not.toThrow();
  });

  test('leaves other architectures to the trials', () => {
    expect(check('query_proj', 'deberta-v2')).not.toThrow();
  });
});
