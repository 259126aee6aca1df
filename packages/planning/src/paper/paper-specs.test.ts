import { fileURLToPath } from 'node:url';
import { fromOneHot } from '@lamella/metrics/selection';
import { countTrialParameters } from '../count-parameters.ts';
import { readModelShape } from '../model-shape.ts';
import { expandSweep, readSpec, type ResolvedTrial } from '@lamella/spec';
import { publishedConfig } from './published-configs.ts';
import { DEBERTA, DECODERS, LAYERS, PARAMETERS, ROBERTA, rowsOf } from '@lamella/spec/testing';

interface PaperSpec {
  readonly id: string;
  readonly trials: readonly ResolvedTrial[];
}

/** The trials of a paper's spec, with the shape that its model is known to have. */
async function open(name: string): Promise<PaperSpec> {
  const spec = await readSpec(
    fileURLToPath(new URL(`../../../../experiments/specs/${name}.yaml`, import.meta.url)),
  );
  const id = String(spec.model);
  const { numLayers } = readModelShape(publishedConfig(id) ?? {});
  return { id, trials: expandSweep(spec, numLayers) };
}

/** The trials of a spec that train LoRA, in any layers. */
function loraOf({ trials }: PaperSpec): readonly (ResolvedTrial & { readonly tuning: 'lora' })[] {
  return trials.filter((trial) => trial.tuning === 'lora');
}

const OPTIMISER = { maxGradNorm: 1, adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } };
const ENCODER = {
  training: {
    ...OPTIMISER,
    schedule: 'linear',
    dropout: 'model',
    checkpoint: 'last',
    evaluationBatchSize: 64,
  },
  importance: { method: 'cka', samples: 'all', pooling: 'cls', maxLength: 512, batchSize: 256 },
};

const encoders = [
  {
    name: 'roberta-base',
    id: 'FacebookAI/roberta-base',
    adapter: { dropout: 0.1, targets: ['query', 'value'], init: 'standard' },
    rows: rowsOf(ROBERTA).map(([task, batchSize, steps, learningRate, epochs]) => [
      ...[task, '512', batchSize, steps, learningRate, epochs],
      ...['0.1', '0.06'],
    ]),
  },
  {
    name: 'deberta-v3-base',
    id: 'microsoft/deberta-v3-base',
    adapter: {
      dropout: 0,
      targets: [
        ...['query_proj', 'key_proj', 'value_proj'],
        ...['attention.output.dense', 'intermediate.dense', 'output.dense'],
      ],
      init: 'standard',
    },
    rows: rowsOf(DEBERTA),
  },
];

describe.each(encoders)('glue, $name', ({ name, id, adapter, rows }) => {
  const trainingOf = (wanted: string): object => {
    const [, ...numbers] = rows.find(([task]) => task === wanted) ?? [];
    const [maxLength, batchSize, steps, learningRate, epochs, weightDecay, ratio] = numbers.map(Number);
    return {
      ...ENCODER.training,
      ...{ maxLength, batchSize, accumulation: { steps, mode: 'mean' }, learningRate, epochs, weightDecay },
      warmup: { ratio },
    };
  };

  test('every trial of LoRA has the settings of the tables', async () => {
    const spec = await open(`glue/${name}`);
    const trials = loraOf(spec);
    expect(spec.id).toBe(id);
    expect([...new Set(trials.map(({ task }) => task))].toSorted()).toEqual(rows.map(([task]) => task));
    for (const trial of trials) {
      expect(trial.rows).toEqual({});
      expect(trial.training).toEqual(trainingOf(trial.task));
      expect(trial.adapter).toEqual({ ...adapter, rank: 8, alpha: 16 });
    }
    expect(trials.some(({ seed }) => seed === 0)).toBe(true);
  });

  test('CKA takes half of the layers but the first of the order, by CLS over all examples', async () => {
    for (const { method, selection, importance } of loraOf(await open(`glue/${name}`)))
      if (method === 'cka') {
        expect(selection).toEqual({ method: 'cka', count: 6, dropFirst: true });
        expect(importance).toEqual(ENCODER.importance);
      }
  });

  test('the sweep has the same settings, over N and the rank, with LoRA’s scale kept', async () => {
    const trials = loraOf(await open(`glue/${name}-sweep`));
    for (const trial of trials) {
      expect(trial.training).toEqual(trainingOf(trial.task));
      expect(trial.adapter).toEqual({ ...adapter, rank: trial.adapter.rank, alpha: 2 * trial.adapter.rank });
    }
    const grid = trials.flatMap(({ task, method, selection, adapter: { rank } }) =>
      task === 'cola' && method === 'cka' && 'count' in selection ? [[selection.count, rank]] : [],
    );
    expect(grid).toEqual([...[3, 6, 9].map((n) => [n, 8]), ...[2, 4, 16, 32].map((rank) => [6, rank])]);
  });
});

describe.each(rowsOf(DECODERS))('%s', (name = '', id = '', task = '', ...numbers) => {
  const [maxLength, importanceLength, ratio] = numbers.map(Number);
  const training = {
    ...OPTIMISER,
    ...{ epochs: 1, batchSize: 1, accumulation: { steps: 16, mode: 'tokens' }, learningRate: 2e-5 },
    ...{ schedule: 'cosine', warmup: { ratio }, weightDecay: 0, maxLength, precision: 'bfloat16' },
    ...{ dropout: 'model', checkpoint: 'last', evaluationBatchSize: name.startsWith('multi') ? 8 : 32 },
  };
  const targets = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'];

  test('every trial of LoRA and PiSSA has the settings of the scripts', async () => {
    const spec = await open(name);
    const trials = loraOf(spec);
    expect(spec.id).toBe(id);
    for (const trial of trials) {
      expect(trial.task).toBe(task);
      expect(trial.seed).toBe(0);
      expect(trial.rows).toEqual(task === 'metamath' ? { train: 100_000 } : {});
      expect(trial.training).toEqual(training);
      const init = trial.method.endsWith('pissa') ? 'pissa' : 'standard';
      const { rank } = trial.adapter;
      expect(trial.adapter).toEqual({ rank, alpha: 128, dropout: 0, targets, init });
    }
    const ranks = trials.map(({ adapter: { rank } }) => rank);
    expect([...new Set(ranks)].toSorted((a, b) => b - a)).toEqual([128, 64, 32]);
  });

  test('CKA takes layers by the last token of 128 examples, the first layer included', async () => {
    const trials = loraOf(await open(name)).filter(({ method }) => /^cka/.test(method));
    for (const { selection, importance } of trials) {
      expect(selection).toMatchObject({ method: 'cka', dropFirst: false });
      expect(importance).toEqual({
        ...{ method: 'cka', samples: { first: 128 }, pooling: 'last', maxLength: importanceLength },
        ...{ batchSize: 8, weights: 'bfloat16' },
      });
    }
    const half = trials[0]?.numLayers ?? NaN;
    expect(trials[0]?.selection).toMatchObject({ count: half / 2 });
  });
});

const specs = [...encoders.map(({ name }) => `glue/${name}`), ...rowsOf(DECODERS).map(([name = '']) => name)];

test('the published arms are the 23 lists', async () => {
  const found: [string, string, readonly number[]][] = [];
  for (const name of specs)
    for (const { method, seed, task, selection } of loraOf(await open(name)))
      if (method === 'published' && seed === 0 && 'layers' in selection)
        found.push([name, task, selection.layers]);
  const expected = rowsOf(LAYERS).map(([model = '', task = '', layers = '']) => [
    specs.find((name) => name.endsWith(model.replace('.', '-')) && hasKind(name, task)),
    task,
    fromOneHot(layers, layers.length),
  ]);
  const byName = (rows: readonly unknown[][]): unknown[] => rows.map((row) => JSON.stringify(row)).toSorted();
  expect(byName(found)).toEqual(byName(expected));
});

function hasKind(name: string, task: string): boolean {
  const kinds = new Map([
    ['metamath', 'math/'],
    ['python', 'code/'],
    ['scienceqa', 'multimodal/'],
  ]);
  return name.startsWith(kinds.get(task) ?? 'glue/');
}

test.each(specs)('%s is planned with the paper’s numbers of parameters', async (name) => {
  const spec = await open(name);
  const [, , all, half] = rowsOf(PARAMETERS).find(([id]) => id === spec.id) ?? [];
  const shape = readModelShape(publishedConfig(spec.id) ?? {});
  const count = (method: string): number => {
    const trial = spec.trials.find((each) => each.method === method);
    return trial === undefined ? NaN : countTrialParameters(trial, shape, { numLabels: 2 }).adapter;
  };
  expect(count('cka')).toBe(count('all') / 2);
  expect(count('published')).toBe(count('cka'));
  if (all !== undefined) expect([count('all'), count('cka')]).toEqual([Number(all), Number(half)]);
});
