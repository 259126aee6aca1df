import { exampleSpec } from '@lamella/spec/testing';
import { expandSweep, SettingError } from '@lamella/spec';
import { checkTrials } from './check-trials.ts';

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
  (yaml: string, model_type = 'bert', numLayers = 8) =>
  (): void =>
    checkTrials(expandSweep(exampleSpec(yaml), numLayers), () => ({
      config: { ...config, model_type, num_hidden_layers: numLayers },
    }));

describe('checkTrials', () => {
  test('finds a module that no layer has', () => {
    expect(check('adapter: { targets: [query, valeu] }\n')).toThrow(
      /Unknown target module "valeu". Did you mean "value"\?/,
    );
    expect(check('adapter: { targets: [query, output.dense] }\n')).not.toThrow();
    expect(check('adapter: { targets: [query_proj] }\n', 'deberta-v2')).not.toThrow();
  });

  test('says of which setting a mistake is', () => {
    const pathsOf = (yaml: string): unknown => {
      try {
        check(yaml)();
      } catch (error) {
        return error instanceof SettingError ? error.paths.map((path) => path.at(-1)) : error;
      }
    };
    expect(pathsOf('adapter: { targets: [valeu] }\n')).toContain('targets');
    expect(pathsOf('adapter: { rankPattern: { valeu: 4 } }\n')).toEqual(
      expect.arrayContaining(['rankPattern', 'alphaPattern']),
    );
  });

  test('DeBERTa and gradient checkpointing', () => {
    const targets = 'adapter: { targets: [query_proj] }\n';
    const kept = `${targets}training: { gradientCheckpointing: true }\n`;
    expect(check(kept, 'deberta-v2')).toThrow(
      "Expected training.gradientCheckpointing to be left out with mini/roberta, got true: the layers of deberta-v2 can't be run again in the backward pass.",
    );
    expect(check(targets, 'deberta-v2')).not.toThrow();
    expect(check('training: { gradientCheckpointing: true }\n')).not.toThrow();
  });

  test('a task for another kind of model', () => {
    const decoder = { ...config, model_type: 'llama', num_attention_heads: 2 };
    expect(() => checkTrials(expandSweep(exampleSpec(), 8), () => ({ config: decoder }))).toThrow(
      'Expected an encoder, which can be given a classifier, for cola, got mini/roberta, whose architecture is llama.',
    );
  });
});
