import type { ExperimentSpec } from '../language/experiment-spec.ts';
import { exampleSpec } from '../testing/example-spec.ts';
import { resolveTrial } from './resolve-trial.ts';
import { trialIdentity } from './trial.ts';

const at = { task: 'cola', method: 'cka', layers: 2, rank: undefined, seed: 5 } as const;

describe('resolveTrial', () => {
  test('full fine-tuning has no adapter, selection or importance', () => {
    const trial = resolveTrial(exampleSpec(), { ...at, method: 'full' }, 8);
    expect(trial).toMatchObject({
      id: 'cola-full-seed5',
      tuning: 'full',
      adapter: null,
      selection: null,
      importance: null,
    });
    expect(trial.training.learningRate).toBe(1e-5);
  });

  test('importance holds what its values depend on, and nothing else', () => {
    expect(resolveTrial(exampleSpec('importance: { samples: 64 }\n'), at, 8).importance).toEqual({
      method: 'cka',
      samples: { first: 64 },
      maxLength: 128,
      batchSize: 32,
      pooling: 'cls',
    });
  });

  test('importance does not change with N, rank or seed', () => {
    const spec = exampleSpec('importance: { fisher: { withRespectTo: lora-b } }\n');
    const fim = { ...spec, methods: { cka: { tuning: 'lora', selection: 'fim' } } as const };
    const one = resolveTrial(fim, at, 8);
    const other = resolveTrial(fim, { ...at, layers: 4, rank: 32, seed: 9 }, 8);
    expect(other.importance).toEqual(one.importance);
    expect(one.importance).toMatchObject({ rank: 8, alpha: 16, targets: ['query', 'value'] });
    expect(other.adapter?.rank).toBe(32);
  });

  test("the rule to drop the first layer follows the pooling, unless it's set", () => {
    const dropFirst = (yaml: string): unknown => {
      const { selection } = resolveTrial(exampleSpec(yaml), at, 8);
      return selection?.method === 'cka' && selection.dropFirst;
    };
    expect(dropFirst('')).toBe(true);
    expect(dropFirst('importance: { pooling: mean }\n')).toBe(false);
    expect(dropFirst('importance: { pooling: mean, dropFirst: true }\n')).toBe(true);
    expect(dropFirst('importance: { dropFirst: false }\n')).toBe(false);
    expect(dropFirst('importance: { dropFirst: auto }\n')).toBe('auto');
  });

  test('alpha can follow the rank', () => {
    const spec = exampleSpec('adapter: { alpha: { timesRank: 2 } }\n');
    expect(resolveTrial(spec, { ...at, rank: 4 }, 8).adapter).toMatchObject({ rank: 4, alpha: 8 });
    expect(resolveTrial(exampleSpec(), { ...at, rank: 4 }, 8).adapter).toMatchObject({ rank: 4, alpha: 16 });
  });

  test("a method's own rank is compared at the spec's, and no part of its identity", () => {
    const spec = exampleSpec('adapter: { rank: 16 }\n');
    const low = { tuning: 'lora', selection: 'cka', adapter: { rank: 4 } } as const;
    const trial = resolveTrial({ ...spec, methods: { low } }, { ...at, method: 'low' }, 8);
    expect(trial).toMatchObject({ adapter: { rank: 4 }, comparedRank: 16 });
    expect(trialIdentity(trial)).not.toHaveProperty('comparedRank');
    for (const rank of [undefined, 4])
      expect(resolveTrial(spec, { ...at, rank }, 8)).not.toHaveProperty('comparedRank');
  });

  test('a spec compares variants of LoRA, method by method', () => {
    const lora = { tuning: 'lora', selection: 'all' } as const;
    const spec = exampleSpec();
    const adapterOf = (adapter: object): unknown =>
      resolveTrial({ ...spec, methods: { cka: { ...lora, adapter } } }, at, 8).adapter;
    const plain = adapterOf({});
    expect(adapterOf({ useRslora: true })).toEqual({ ...(plain as object), useRslora: true });
    expect(adapterOf({ useDora: true, init: 'pissa_niter_16' })).toMatchObject({
      useDora: true,
      init: 'pissa_niter_16',
    });
    expect(adapterOf({ rankPattern: { query: 4 }, alphaPattern: { query: 8 } })).toMatchObject({
      rank: 8,
      rankPattern: { query: 4 },
      alphaPattern: { query: 8 },
    });
  });

  test('VeRA has settings of its own, and none of LoRA', () => {
    const adapterOf = (yaml: string): unknown => resolveTrial(exampleSpec(yaml), at, 8).adapter;
    expect(adapterOf('adapter: { kind: vera, dInitial: 0.2, targets: [query] }\n')).toEqual({
      kind: 'vera',
      rank: 8,
      dropout: 0.1,
      targets: ['query'],
      dInitial: 0.2,
    });
    expect(() => adapterOf('adapter: { kind: vera, useDora: true }\n')).toThrow(
      'Expected adapter.useDora to be left out with VeRA, got true: it is a setting of LoRA.',
    );
  });

  test('what is switched off is as what is not named, so that results stay valid', () => {
    const yaml = 'adapter: { useRslora: false, useDora: false, rankPattern: {}, alphaPattern: {} }\n';
    expect(resolveTrial(exampleSpec(yaml), at, 8).adapter).toStrictEqual(
      resolveTrial(exampleSpec(), at, 8).adapter,
    );
  });

  test('the same holds of training', () => {
    const trainingOf = (yaml: string): unknown => resolveTrial(exampleSpec(yaml), at, 8).training;
    expect(
      trainingOf(
        'training: { sortWindow: 1, packing: auto, precision: float32, keepFrozenPrefix: auto, gradientCheckpointing: false }\n',
      ),
    ).toStrictEqual(trainingOf(''));
    expect(
      trainingOf(
        'training: { sortWindow: 4, packing: off, precision: bfloat16, keepFrozenPrefix: true, gradientCheckpointing: true }\n',
      ),
    ).toEqual({
      ...(trainingOf('') as object),
      sortWindow: 4,
      packing: 'off',
      precision: 'bfloat16',
      keepFrozenPrefix: true,
      gradientCheckpointing: true,
    });
  });

  test('frozen layers that run in every epoch change no number', () => {
    const trialOf = (yaml: string) => resolveTrial(exampleSpec(yaml), at, 8);
    const never = trialOf('training: { keepFrozenPrefix: false }\n');
    expect(never.training).toHaveProperty('keepFrozenPrefix', false);
    expect(trialIdentity(never)).toEqual(trialIdentity(trialOf('')));
    const always = trialOf('training: { keepFrozenPrefix: true }\n');
    expect(trialIdentity(always)).not.toEqual(trialIdentity(never));
  });

  test('tasks that are answered by text have the defaults of the paper’s decoders', () => {
    const spec = {
      ...exampleSpec('generation: { samples: 2, temperature: 1 }\n'),
      tasks: ['metamath'] as const,
    };
    const trial = resolveTrial(spec, { ...at, task: 'metamath' }, 8);
    expect(trial).toMatchObject({
      adapter: {
        dropout: 0,
        targets: ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'],
      },
      importance: { samples: { first: 128 }, pooling: 'last', maxLength: 512 },
      selection: { dropFirst: false },
      training: {
        schedule: 'cosine',
        warmup: { ratio: 0.03 },
        weightDecay: 0,
        accumulation: { mode: 'tokens' },
      },
      generation: { samples: 2, temperature: 1 },
    });
    expect(resolveTrial(spec, at, 8)).not.toHaveProperty('generation');
  });

  test('nothing can be tuned only where there is something to score, and a head where there is one', () => {
    const tune = (tuning: 'none' | 'head', task: 'cola' | 'metamath') => () =>
      resolveTrial({ ...exampleSpec(), methods: { cka: { tuning } } }, { ...at, task }, 8);
    expect(tune('none', 'metamath')()).toMatchObject({
      id: 'metamath-cka-seed5',
      tuning: 'none',
      adapter: null,
    });
    expect(tune('none', 'cola')).toThrow(
      "Method cka on cola can't use tuning: none, without training its head is random.",
    );
    expect(tune('head', 'metamath')).toThrow(
      /can't use tuning: head, a language model has no head of its own/,
    );
    const best = exampleSpec('training: { checkpoint: best }\n');
    expect(() => resolveTrial(best, { ...at, task: 'metamath' }, 8)).toThrow(
      /checkpoint on metamath to be last/,
    );
  });

  test('settings of writing are refused where no answer is written, and else are those of the tasks that write', () => {
    const resolve = (tasks: ExperimentSpec['tasks'], task: (typeof tasks)[number]) =>
      resolveTrial(
        { ...exampleSpec('generation: { samples: 2, temperature: 1 }\n'), tasks },
        { ...at, task },
        8,
      );
    expect(() => resolve(['arc-easy', 'arc-challenge'], 'arc-easy')).toThrow(
      'Expected generation to be left out for arc-easy, arc-challenge, got settings: choices are weighed, and no answer is written.',
    );
    expect(resolve(['arc-easy', 'metamath'], 'arc-easy')).not.toHaveProperty('generation');
    expect(resolve(['arc-easy', 'metamath'], 'metamath').generation).toEqual({ samples: 2, temperature: 1 });
  });

  test("a random selection has the trial's seed, or its own", () => {
    const spec = exampleSpec();
    const selection = (selectionSeed?: number): unknown => {
      const random = {
        tuning: 'lora',
        selection: 'random',
        ...(selectionSeed !== undefined && { selectionSeed }),
      } as const;
      return resolveTrial({ ...spec, methods: { random } }, { ...at, method: 'random' }, 8).selection;
    };
    expect(selection()).toEqual({ method: 'random', count: 2, seed: 5 });
    expect(selection(0)).toEqual({ method: 'random', count: 2, seed: 0 });
  });
});
