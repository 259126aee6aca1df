import { adaptModel, countParameters, type AdapterConfig } from '@lamella/adapters';
import { createModel } from '@lamella/models';
import { exampleSpec } from '@lamella/spec/testing';
import { expandSweep, resolveTrial } from '@lamella/spec';
import { countAdaptedLayers, countTrialParameters } from './count-parameters.ts';
import { readModelShape } from './model-shape.ts';
import type { ModelShape } from '@lamella/models/families';

/** https://huggingface.co/google-bert/bert-base-uncased/blob/main/config.json */
const BERT_BASE = {
  hidden_size: 768,
  intermediate_size: 3072,
  num_hidden_layers: 12,
  vocab_size: 30522,
  max_position_embeddings: 512,
  type_vocab_size: 2,
};
const bertBase = readModelShape({ ...BERT_BASE, model_type: 'bert' });
const robertaBase = readModelShape({
  ...BERT_BASE,
  model_type: 'roberta',
  vocab_size: 50265,
  max_position_embeddings: 514,
  type_vocab_size: 1,
});
const miniLm = readModelShape({
  ...BERT_BASE,
  model_type: 'bert',
  hidden_size: 384,
  intermediate_size: 1536,
  num_hidden_layers: 6,
});

const plan = (method: string, shape: ModelShape, options: { yaml?: string; numLabels?: number } = {}) => {
  const at = { task: 'cola', method, layers: 0.5, rank: undefined, seed: 1 } as const;
  const trial = resolveTrial(exampleSpec(options.yaml), at, shape.numLayers);
  return countTrialParameters(trial, shape, { numLabels: options.numLabels ?? 2 });
};

describe('countTrialParameters', () => {
  test('an arm of equal parameters has as many as LoRA in all layers, whether or not ranks divide', () => {
    const spec = exampleSpec('controls: [equal-parameters]\n');
    const count = (method: string, layers: number) => {
      const at = { task: 'cola', method, layers, rank: undefined, seed: 1 } as const;
      return countTrialParameters(resolveTrial(spec, at, 12), robertaBase, { numLabels: 2 });
    };
    for (const layers of [1, 5, 6, 7, 11])
      expect(count('cka-equal-parameters', layers)).toEqual(count('all', layers));
  });

  test("LoRA on roberta-base has the paper's counts", () => {
    expect(plan('all', robertaBase).adapter).toBe(294_912);
    expect(plan('cka', robertaBase).adapter).toBe(147_456);
  });

  test("full fine-tuning has transformers' counts", () => {
    expect(plan('full', robertaBase)).toMatchObject({
      trainable: 124_647_170,
      total: 124_647_170,
      adapter: 0,
    });
    expect(plan('full', bertBase).trainable).toBe(109_483_778);
  });

  test("LoRA on MiniLM has PEFT's count, whose head is a classifier on the frozen pooler", () => {
    expect(plan('all', miniLm)).toMatchObject({ trainable: 74_498, head: 770 });
    expect(plan('all', miniLm, { numLabels: 1 }).trainable).toBe(74_113);
  });

  test('what a checkpoint lacks counts where it is trained', () => {
    const count = (method: string, newModules: string): number => {
      const at = { task: 'cola', method, layers: 0.5, rank: undefined, seed: 1 } as const;
      const trial = resolveTrial(exampleSpec(`training: { newModules: ${newModules} }\n`), at, 6);
      return countTrialParameters(trial, miniLm, { numLabels: 2, newModules: 1000 }).trainable;
    };
    expect(count('all', 'trained') - count('all', 'frozen')).toBe(1000);
    expect(count('cka', 'trained') - count('cka', 'frozen')).toBe(1000);
    expect(count('full', 'trained')).toBe(count('full', 'frozen'));
  });

  test('a pooler that is trained counts once, in the checkpoint or lacking', () => {
    const count = (training: string, newModules: number): number => {
      const at = { task: 'cola', method: 'all', layers: 6, rank: undefined, seed: 1 } as const;
      const trial = resolveTrial(exampleSpec(`training: { ${training} }\n`), at, 6);
      return countTrialParameters(trial, miniLm, { numLabels: 2, newModules }).trainable;
    };
    const pooler = 384 * 384 + 384;
    expect(count('pooler: trained', 0)).toBe(74_498 + pooler);
    expect(count('pooler: trained, newModules: trained', pooler)).toBe(74_498 + pooler);
  });

  test("RoBERTa's head has two layers", () => {
    expect(plan('all', robertaBase, { numLabels: 3 }).head).toBe(768 * 768 + 768 + 768 * 3 + 3);
  });

  test('each target counts rank times its inputs and outputs', () => {
    const targets = 'query, key, value, attention.output.dense, intermediate.dense, output.dense';
    const yaml = `adapter: { rank: 4, targets: [${targets}] }\n`;
    expect(plan('all', robertaBase, { yaml }).adapter).toBe(12 * 4 * (4 * (768 + 768) + 2 * (768 + 3072)));
  });

  test('DoRA adds the lengths of the rows', () => {
    const yaml = 'adapter: { targets: [query, intermediate.dense], useDora: true }\n';
    const lora = 12 * 8 * (768 + 768 + 768 + 3072);
    expect(plan('all', robertaBase, { yaml }).adapter).toBe(lora + 12 * (768 + 3072));
  });

  test('rsLoRA and PiSSA have as many as LoRA', () => {
    for (const settings of ['useRslora: true', 'init: pissa', 'init: pissa_niter_16'])
      expect(plan('all', robertaBase, { yaml: `adapter: { ${settings} }\n` })).toEqual(
        plan('all', robertaBase),
      );
  });

  test('where layers differ in rank, a selection that is measured has at most so many', () => {
    const yaml = "adapter: { rankPattern: { 'layer.(0|5).attention.self.query': 16 } }\n";
    const each = 768 + 768;
    expect(plan('all', robertaBase, { yaml }).adapter).toBe(each * (24 * 8 + 2 * 8));
    expect(plan('cka', robertaBase, { yaml })).toMatchObject({
      adapter: each * (12 * 8 + 2 * 8),
      isAtMost: true,
    });
    expect(plan('cka', robertaBase)).not.toHaveProperty('isAtMost');
  });

  test('a pattern that matches no target is an error', () => {
    const yaml = 'adapter: { rankPattern: { qeury: 4 } }\n';
    expect(() => plan('all', robertaBase, { yaml })).toThrow(/match target modules, got "qeury"/);
  });

  test('an unknown target is an error', () => {
    expect(() => plan('all', robertaBase, { yaml: 'adapter: { targets: [queri] }\n' })).toThrow(
      /Unknown target module "queri". Did you mean "query"\?/,
    );
  });
});

describe('countAdaptedLayers', () => {
  test('is N', () => {
    const counts = expandSweep(
      { ...exampleSpec(), tasks: ['cola'], sweep: { layers: [3], seed: [1] } },
      8,
    ).map((trial) => [trial.method, countAdaptedLayers(trial)]);
    expect(counts).toEqual([
      ['full', 8],
      ['all', 8],
      ['cka', 3],
      ['random', 3],
    ]);
  });
});

describe('the real model', () => {
  const sizes = { hidden_size: 16, intermediate_size: 24, num_hidden_layers: 4, vocab_size: 50 };
  const config = { ...sizes, num_attention_heads: 2, max_position_embeddings: 20, type_vocab_size: 2 };

  test.each(['roberta', 'bert'])('%s has as many parameters as planned', (family) => {
    const source = { ...config, model_type: family };
    const targets = ['query', 'output.dense'];
    const lora = { kind: 'lora', targets, rank: 8, alpha: 16, dropout: 0, seed: 1 } as const;
    const byLayer = { 'layer.1.attention.self.query': 3, 'output.dense': 2 };
    const cases: readonly (readonly [string, string, AdapterConfig])[] = [
      ['full', '', { kind: 'full' }],
      ['all', '', { ...lora, layers: [0, 1, 2, 3] }],
      ['cka', '', { ...lora, layers: [1, 3] }],
      ['cka', 'useDora: true', { ...lora, layers: [1, 3], useDora: true }],
      ['all', 'useRslora: true', { ...lora, layers: [0, 1, 2, 3], useRslora: true }],
      ['cka', 'init: pissa', { ...lora, layers: [1, 3], init: 'pissa' }],
      [
        'all',
        `rankPattern: ${JSON.stringify(byLayer)}`,
        { ...lora, layers: [0, 1, 2, 3], rankPattern: byLayer },
      ],
      ['cka', 'kind: vera', { kind: 'vera', layers: [1, 3], targets, rank: 8, dropout: 0, seed: 1 }],
      ['cka', 'rankPattern: { query: 3 }', { ...lora, layers: [1, 3], rankPattern: { query: 3 } }],
    ];
    for (const [method, settings, adapter] of cases) {
      const model = createModel(source, { head: 'classification', numLabels: 3 });
      const adapted = adaptModel(model, adapter);
      const yaml = `adapter: { targets: [${targets.join(', ')}], ${settings} }\n`;
      expect(countParameters(model, adapted)).toEqual(
        plan(method, readModelShape(source), { yaml, numLabels: 3 }),
      );
      adapted.remove();
      model.dispose();
    }
  });
});
