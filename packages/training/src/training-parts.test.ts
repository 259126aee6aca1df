import { type AdapterConfig, adaptModel } from '@lamella/adapters';
import { tf } from '@lamella/engine';
import { expectNoneLeakedBy } from '@lamella/engine/testing';
import type { EncodedExample } from '@lamella/datasets';
import { loadModel } from '@lamella/models';
import { PLAIN_SETTINGS } from './testing/plain-settings.ts';
import { openReference } from './testing/reference.ts';
import { train } from './train.ts';
import type { TrainingResult, TrainingSettings, TrainingState } from './training-run.ts';

/** Eleven texts of 4 to 12 tokens: five micro-batches and a part of one, three steps of two of them. */
const examples: EncodedExample[] = Array.from({ length: 11 }, (_, id) => {
  const ids = Array.from({ length: 4 + ((id * 5) % 9) }, (__, i) => 5 + ((id * 13 + i * 7) % 60));
  return { id, ids, typeIds: ids.map(() => 0), label: id % 3 };
});
const texts = examples.map((one) => ({ ...one, tokenLabels: [...one.ids] }));
const settings: TrainingSettings = {
  ...PLAIN_SETTINGS,
  ...{ epochs: 3, batchSize: 2, learningRate: 0.01, hasDropout: true, sortWindow: 2, seed: 3 },
  adamw: { ...PLAIN_SETTINGS.adamw, weightDecay: 0.1 },
  accumulation: { steps: 2, mode: 'mean' },
  checkpoint: 'best',
  earlyStopping: { patience: 1, minDelta: 1e6 },
};

interface Case {
  readonly family?: 'roberta' | 'llama';
  readonly adapter: AdapterConfig;
  readonly changes?: Partial<TrainingSettings>;
}

interface Life {
  readonly result?: TrainingResult;
  readonly state?: TrainingState;
  /** Of all trained parameters, by name; in the end. */
  readonly weights?: Readonly<Record<string, Float32Array>>;
}

/** As a file holds it. */
function copyOf({ numbers, tensors }: TrainingState): TrainingState {
  const read = [...tensors].map(
    ([name, { dtype, shape, bytes }]) => [name, { dtype, shape, bytes }] as const,
  );
  return { numbers: JSON.parse(JSON.stringify(numbers)) as TrainingState['numbers'], tensors: new Map(read) };
}

/** Trains from a state on, up to the n-th place after it at which it can be stopped. */
async function live(
  { family = 'roberta', adapter, changes }: Case,
  { from, places = Infinity }: { readonly from?: TrainingState | undefined; readonly places?: number },
): Promise<Life> {
  const head =
    family === 'llama'
      ? ({ head: 'causal-lm' } as const)
      : ({ head: 'classification', numLabels: 3, seed: 2 } as const);
  const model = loadModel(openReference(family, 'train').folder, head);
  const adapted = adaptModel(model, adapter);
  const { trainable } = adapted;
  const kind = family === 'llama' ? 'causal-lm' : 'classification';
  const sumOf = (): number =>
    tf.tidy(() => trainable.reduce((sum, one) => sum + (tf.sum(one.read()).dataSync()[0] ?? 0), 0));
  let [state, numPlaces]: [TrainingState | undefined, number] = [undefined, 0];
  try {
    const result = await train(
      {
        ...{ model, trainable, kind, padId: 1, resumeFrom: from },
        examples: family === 'llama' ? texts : examples,
        evaluate: () => ({ primary: sumOf(), better: 'lower', metrics: { sum: sumOf() } }),
        betweenSteps: ({ readState }) => {
          if (++numPlaces < places) return;
          state = copyOf(readState());
          throw new Error('stopped');
        },
      },
      { ...settings, ...changes },
    );
    const values = trainable.map((one) => [one.name, tf.tidy(() => one.read().dataSync<'float32'>())]);
    return { result, weights: Object.fromEntries(values) as Readonly<Record<string, Float32Array>> };
  } catch (error) {
    if (state === undefined) throw error;
    return { state };
  } finally {
    adapted.remove();
    model.dispose();
  }
}

/** Trains in lives of some places each. */
async function liveOften(one: Case, places: number): Promise<Life> {
  let life: Life = {};
  do life = await live(one, { from: life.state, places });
  while (life.state !== undefined);
  return life;
}

const withoutSeconds = ({ result }: Life): unknown => ({
  losses: result?.losses,
  stopped: result?.stopped,
  epochs: result?.epochs.map((epoch) => ({ ...epoch, seconds: 0 })),
});

const lora: Extract<AdapterConfig, { kind: 'lora' }> = {
  kind: 'lora',
  ...{ layers: [1, 3], targets: ['query', 'value'], rank: 4, alpha: 8, dropout: 0.1, seed: 1 },
};
const cases: Readonly<Record<string, Case>> = {
  LoRA: { adapter: lora },
  DoRA: { adapter: { ...lora, useDora: true }, changes: { checkpoint: 'last' } },
  PiSSA: { adapter: { ...lora, init: 'pissa' }, changes: { accumulation: { steps: 1, mode: 'mean' } } },
  VeRA: {
    adapter: {
      kind: 'vera',
      layers: [1, 3],
      targets: ['query', 'value'],
      rank: 4,
      dropout: 0,
      seed: 1,
    } as AdapterConfig,
  },
  full: { adapter: { kind: 'full' }, changes: { matmulPrecision: 'bfloat16' } },
  'a number of steps': { adapter: lora, changes: { steps: 5 } },
  'a frozen prefix': { adapter: { ...lora, layers: [3] }, changes: { keepFrozenPrefix: true } },
  'a decoder': {
    family: 'llama',
    adapter: { ...lora, targets: ['q_proj'], layers: [1] },
    changes: { accumulation: { steps: 2, mode: 'tokens' } },
  },
};

test.each(Object.keys(cases))(
  '%s: a training that is stopped again and again ends with the same bits',
  async (name) => {
    const one = cases[name] as Case;
    const whole = await live(one, {});
    // An evaluation that is no improvement ends it after the second epoch.
    expect(whole.result?.losses).toHaveLength(
      one.changes?.steps ?? (one.changes?.accumulation?.steps === 1 ? 12 : 6),
    );
    // After steps, before an evaluation and after it.
    const often = await liveOften(one, name === 'LoRA' ? 2 : 5);
    expect(withoutSeconds(often)).toEqual(withoutSeconds(whole));
    expect(often.weights).toEqual(whole.weights);
  },
);

test('the state of another training is refused, and nothing is left', async () => {
  const { state } = await live({ adapter: lora }, { places: 4 });
  const other = { ...lora, layers: [2, 3] };
  await expectNoneLeakedBy(() =>
    expect(live({ adapter: other }, { from: state })).rejects.toThrow(
      /^Expected a training's state with .*: it is of another training\.$/,
    ),
  );
  await expect(live({ adapter: lora, changes: { batchSize: 1 } }, { from: state })).rejects.toThrow(
    'Expected the state of a training of 3 epochs of 6 steps, got one after 3 steps and 1 evaluations: it is of another training.',
  );
});
