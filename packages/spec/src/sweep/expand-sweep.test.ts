import type { ExperimentSpec } from '../language/experiment-spec.ts';
import { exampleSpec } from '../testing/example-spec.ts';
import { expandSweep, modelsOf } from './expand-sweep.ts';
import { trialIdentity } from './trial.ts';

const idsOf = (yaml = '', numLayers = 8): string[] =>
  expandSweep(exampleSpec(yaml), numLayers).map(({ id }) => id);

describe('expandSweep', () => {
  test('N counts only for methods that choose layers, the rank only for LoRA', () => {
    const ids = idsOf('adapter: { rank: 4 }\n');
    expect(ids).toHaveLength(2 * 2 * (1 + 1 + 2 + 2));
    expect(ids.slice(0, 7)).toEqual([
      'cola-full-seed1',
      'cola-all-r4-seed1',
      'cola-cka-n2-r4-seed1',
      'cola-cka-n4-r4-seed1',
      'cola-random-n2-r4-seed1',
      'cola-random-n4-r4-seed1',
      'rte-full-seed1',
    ]);
    expect(ids.findIndex((id) => id.endsWith('seed2'))).toBe(ids.length / 2);
  });

  test('a ratio is rounded down, and equal cells are one trial', () => {
    expect(idsOf('', 5)).toHaveLength(2 * 2 * (1 + 1 + 1 + 1));
    expect(idsOf('', 5)).toContain('cola-cka-n2-r8-seed1');
  });

  test('extra sweeps say what differs and add only new cells', () => {
    const before = idsOf();
    const added = idsOf(
      'extraSweeps: [{ methods: [full, cka], tasks: [cola], layers: [4], rank: [2, 8, 32] }]\n',
    ).filter((id) => !before.includes(id));
    expect(added).toEqual([
      'cola-cka-n4-r2-seed1',
      'cola-cka-n4-r32-seed1',
      'cola-cka-n4-r2-seed2',
      'cola-cka-n4-r32-seed2',
    ]);
  });

  test('lists and one-hot strings are their own N', () => {
    const spec = exampleSpec();
    const methods = {
      list: { ...spec.methods['all'], tuning: 'lora', selection: [3, 0] },
      hot: { tuning: 'lora', selection: '00000110' },
    } as const;
    const trials = expandSweep({ ...spec, methods, tasks: ['cola'] }, 8);
    expect(trials.map(({ id, selection }) => [id, selection])).toEqual([
      ['cola-list-r8-seed1', { method: 'list', layers: [0, 3] }],
      ['cola-hot-r8-seed1', { method: 'list', layers: [5, 6] }],
      ['cola-list-r8-seed2', { method: 'list', layers: [0, 3] }],
      ['cola-hot-r8-seed2', { method: 'list', layers: [5, 6] }],
    ]);
  });

  test('a mistake of a method that selects no layers is told as it is', () => {
    const spec = {
      ...exampleSpec('training: { checkpoint: best }\n'),
      ...{ tasks: ['mini-code'], methods: { base: { tuning: 'none' } } },
    } as ExperimentSpec;
    expect(() => expandSweep(spec, 8)).toThrow(
      /Method base on mini-code doesn't fit .*Expected the checkpoint on mini-code to be last, got best/,
    );
  });

  test.each([
    [
      { selection: [8] },
      "Method odd on cola doesn't fit a model of 8 layers: Expected layers from 0 to 7, got 8",
    ],
    [{ selection: '0110' }, 'it has 4 digits'],
    [{ selection: 'cka' as const }, 'Expected at most 7 layers for selection cka with dropFirst'],
  ])('%j does not fit', (method, message) => {
    const spec = {
      ...exampleSpec(),
      methods: { odd: { tuning: 'lora' as const, ...method } },
      sweep: { layers: [8], seed: [1] },
    };
    expect(() => expandSweep(spec, 8)).toThrow(message);
  });

  test('more layers than the model has do not fit', () => {
    expect(() => idsOf('', 1)).toThrow(
      /Method cka on cola.* 1 layers: Expected the number of layers to be 1 to 1/,
    );
  });

  test('two trials of one name are refused, not merged', () => {
    const spec = exampleSpec();
    const methods = { a: { tuning: 'lora', selection: 'cka' }, 'a-n2-r8': { tuning: 'full' } } as const;
    const clash = { ...spec, methods: { ...methods, 'a-n2': { tuning: 'lora', selection: 'all' } } as const };
    expect(() => expandSweep(clash, 8)).toThrow(
      /got cola-a-n2-r8-seed1 for method a and for method a-n2-r8. Rename/,
    );
  });
});

describe('sweeps over models and settings', () => {
  const lora = 'extraSweeps: [{ methods: [full, cka], tasks: [cola], layers: [2], seed: [1], ';
  const extra = (yaml: string): string[] => {
    const before = idsOf();
    return idsOf(`${lora}${yaml} }]\n`).filter((id) => !before.includes(id));
  };

  test('ids say the settings that make a difference to a trial, and no others', () => {
    expect(extra('set: { training.learningRate: [1e-4, 4e-4], adapter.dropout: [0, 0.2] }')).toEqual([
      'cola-cka-n2-r8-learning-rate-1e-4-dropout-0-seed1',
      'cola-cka-n2-r8-learning-rate-1e-4-dropout-0.2-seed1',
      'cola-cka-n2-r8-learning-rate-4e-4-dropout-0-seed1',
      'cola-cka-n2-r8-learning-rate-4e-4-dropout-0.2-seed1',
    ]);
    // Full fine-tuning has a learning rate of its own here, and no adapter.
    expect(extra('set: { methods.full.training.learningRate: [1e-5, 2e-5] }')).toEqual([
      'cola-full-learning-rate-1e-5-seed1',
      'cola-full-learning-rate-2e-5-seed1',
    ]);
  });

  test('a swept trial is the one that a spec with this setting has, and its settings are labels', () => {
    const swept = expandSweep(exampleSpec(`${lora}set: { training.epochs: [5] } }]\n`), 8);
    const trial = swept.find(({ id }) => id === 'cola-cka-n2-r8-epochs-5-seed1');
    const plain = expandSweep(exampleSpec('training: { epochs: 5 }\n'), 8);
    const twin = plain.find(({ id }) => id === 'cola-cka-n2-r8-seed1');
    if (trial === undefined || twin === undefined) throw new Error('Expected both trials');
    expect(trial.swept).toEqual({ 'training.epochs': 5 });
    expect(trialIdentity(trial)).toEqual(trialIdentity(twin));
    expect(twin).not.toHaveProperty('swept');
  });

  test('models have their own number of layers', () => {
    const spec = exampleSpec(`${lora}model: [./models/small, org/large] }]\n`);
    expect(modelsOf(spec)).toEqual(['mini/roberta', './models/small', 'org/large']);
    const trials = expandSweep(spec, (model) => (model === 'org/large' ? 24 : 6));
    const found = trials.filter(({ model }) => model !== 'mini/roberta');
    expect(found.map(({ id, numLayers }) => [id, numLayers])).toEqual([
      ['cola-full-small-seed1', 6],
      ['cola-cka-n2-r8-small-seed1', 6],
      ['cola-full-org-large-seed1', 24],
      ['cola-cka-n2-r8-org-large-seed1', 24],
    ]);
  });

  test('a setting that changes nothing and two models of one name are refused', () => {
    expect(() => extra('set: { methods.random.training.epochs: [1, 2] }')).toThrow(
      'Expected sweep.set to change trials, got methods.random.training.epochs, whose values make no difference to any of them.',
    );
    expect(() => extra('model: [a/same, ./same, /x/same]')).toThrow(
      'Expected models of different names in sweep.model, got same twice.',
    );
  });

  test('what a value does not fit is told', () => {
    expect(() => extra('set: { importance.dropFirst: [true], methods.cka.selection: [[9]] }')).toThrow(
      /Method cka on cola doesn't fit a model of 8 layers/,
    );
  });
});
