import { join } from 'node:path';
import { adaptModel, loadAdapter } from '@lamella/adapters';
import { packBatches } from '@lamella/datasets';
import { Dropout, tf, valueAndGradients } from '@lamella/engine';
import { expectTensorsClose } from '@lamella/engine/testing';
import { loadModel, type Model } from '@lamella/models';
import { toInputs } from '../batch-inputs.ts';
import { FineTuningStep } from '../fine-tuning-step.ts';
import { measureCka } from '../importance/measure-representations.ts';
import { measureFisher } from '../importance/fisher.ts';
import { meanLoss, predictionLosses } from '../losses.ts';
import { learningRateAt } from '../schedules.ts';
import { openReference } from '../testing/reference.ts';

const DECODERS = ['llama', 'llama3', 'mistral', 'gemma'];

interface TrajectoryJson {
  readonly layers: readonly number[];
  readonly loss: readonly number[];
  readonly grad_norm: readonly number[];
  readonly lr_used: readonly number[];
  readonly warmup_steps: number;
  readonly steps: number;
  readonly gradient_accumulation: number;
  readonly gradient_accumulation_mode: 'mean' | 'tokens' | null;
  readonly optimizer: { readonly lr: number; readonly weight_decay: number };
}

interface ImportanceJson {
  readonly cka: {
    readonly position: {
      readonly linear: readonly number[];
      readonly raw_last_layer: { readonly linear: readonly number[] };
    };
  };
  readonly fisher: Readonly<
    Record<'W_mean' | 'W_sum', { readonly layers: readonly { readonly sum: number }[] }>
  > & {
    readonly samples: number;
    readonly targets: readonly string[];
  };
}

function withModel<T>(folder: string, use: (model: Model) => T): T {
  const model = loadModel(folder, { head: 'causal-lm' });
  try {
    return use(model);
  } finally {
    model.dispose();
  }
}

describe.each(DECODERS)('%s', (family) => {
  test('loss and gradients of all weights are PyTorch’s', () => {
    const reference = openReference(family, 'reference');
    withModel(reference.folder, (model) => {
      const inputs = toInputs(reference.batch('', { start: 0, size: 3 }));
      const parameters = [...model.parameters.values()];
      const { value, gradients } = valueAndGradients(
        () => meanLoss(predictionLosses({ model, kind: 'causal-lm' }, inputs, new Dropout()), inputs.weights),
        parameters,
      );
      expect(value.dataSync()[0]).toBeCloseTo(reference.read('loss').data[0] ?? NaN, 5);
      const names = reference.names('grad/');
      expect(names.length).toBeGreaterThan(5);
      for (const name of names) {
        const gradient = gradients[parameters.findIndex((parameter) => `grad/${parameter.name}` === name)];
        const expected = reference.read(name);
        expectTensorsClose(gradient as tf.Tensor, tf.tensor(expected.data, [...expected.shape]), {
          absolute: 5e-5,
          relative: 0,
        });
      }
    });
  });
});

describe('importance of LLaMA’s layers', () => {
  const family = 'llama';
  test('CKA at the last token is PyTorch’s, after and before the final norm', () => {
    const reference = openReference(family, 'importance');
    const { position } = (reference.json as ImportanceJson).cka;
    const batches = [0, 20, 40].map((start) =>
      reference.batch('samples/', { start, size: Math.min(20, 48 - start) }),
    );
    withModel(reference.folder, (model) => {
      const options = { pooling: 'last', numSamples: 48 } as const;
      const ofNormed = measureCka(model, batches, options);
      const ofRaw = measureCka(model, batches, { ...options, lastLayer: 'raw' });
      expect(ofNormed).toHaveLength(model.layers.length);
      ofNormed.forEach((cka, l) => expect(cka).toBeCloseTo(position.linear[l] ?? NaN, 5));
      ofRaw.forEach((cka, l) => expect(cka).toBeCloseTo(position.raw_last_layer.linear[l] ?? NaN, 5));
    });
  });

  test.each([
    ['mean', 'padded'],
    ['sum', 'padded'],
    ['mean', 'packed'],
    ['sum', 'packed'],
  ] as const)('Fisher information with the %s over tokens is PyTorch’s, of %s texts', (reduction, layout) => {
    const reference = openReference(family, 'importance');
    const { samples, targets, ...expected } = (reference.json as ImportanceJson).fisher;
    const padded = [0, 10, 20].map((start) =>
      reference.batch('samples/', { start, size: Math.min(10, samples - start) }),
    );
    const examples = reference.examples('samples/', samples);
    const packed = packBatches(examples, { padId: 0, rowLength: 48, maxRows: 4 });
    const batches = layout === 'packed' ? packed : padded;
    withModel(reference.folder, (model) => {
      const { layers } = measureFisher(model, batches, { kind: 'causal-lm', targets, reduction });
      expected[`W_${reduction}`].layers.forEach(({ sum }, l) =>
        expect((layers[l] ?? NaN) / sum).toBeCloseTo(1, 4),
      );
    });
  });
});

describe.each(['lora', 'ga_hf', 'ga_mean'])('llama, %s', (name) => {
  const reference = openReference('llama', 'train');
  const json = (reference.json as Record<string, TrajectoryJson>)[name] as TrajectoryJson;

  test('every step of training has PyTorch’s loss and gradient norm', () => {
    withModel(reference.folder, (model) => {
      const targets = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'];
      const { trainable } = adaptModel(model, {
        kind: 'lora',
        layers: json.layers,
        ...{ targets, rank: 4, alpha: 8, dropout: 0, seed: 0 },
      });
      for (const parameter of trainable) {
        const { shape, data } = reference.read(`${name}/init/base_model.model.${parameter.name}`);
        tf.tidy(() => parameter.assign(tf.tensor(data, [...shape])));
      }
      const step = new FineTuningStep({
        kind: 'causal-lm',
        ...{ model, trainable, maxGradNorm: 1, seed: 0, hasDropout: false },
        adamw: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: json.optimizer.weight_decay },
      });
      const schedule = {
        name: 'cosine' as const,
        learningRate: json.optimizer.lr,
        warmupSteps: json.warmup_steps,
        totalSteps: json.steps,
      };
      json.loss.forEach((loss, s) => {
        const batches = Array.from({ length: json.gradient_accumulation }, (_, i) =>
          reference.batch('batches/', { start: 3 * (s * json.gradient_accumulation + i), size: 3 }),
        );
        const mode = json.gradient_accumulation_mode ?? 'mean';
        const report = step.run(batches, learningRateAt(s, schedule), mode);
        expect(Math.abs(report.loss - loss)).toBeLessThan(5e-5);
        expect(report.gradNorm / (json.grad_norm[s] ?? NaN)).toBeCloseTo(1, 4);
      });
      step.dispose();
    });
  });
});

test('an adapter that PEFT saved gives PyTorch’s loss on the batch that follows', () => {
  const reference = openReference('llama', 'train');
  withModel(reference.folder, (model) => {
    loadAdapter(join(reference.folder, 'lora_adapter'), model);
    const inputs = toInputs(openReference('llama', 'reference').batch('', { start: 0, size: 3 }));
    const logits = tf.tidy(() => model.forward(inputs, new Dropout()).logits.arraySync()) as number[][][];
    const expected = reference.read('lora/logits_after');
    // The reference keeps the position "number of tokens - 1" of each row.
    [23, 22, 9].forEach((position, row) => {
      const [, size = 0] = expected.shape;
      logits[row]?.[position]?.forEach((logit, i) =>
        expect(Math.abs(logit - (expected.data[row * size + i] ?? NaN))).toBeLessThan(3e-4),
      );
    });
  });
});
