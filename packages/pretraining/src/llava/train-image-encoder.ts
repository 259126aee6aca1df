import { type PixelImage, Random } from '@lamella/core';
import { sparseCrossEntropy, Dropout, type NamedTensors, Parameter, type Tensor, tf } from '@lamella/engine';
import type { Picture } from '@lamella/datasets';
import { type ImageInput, IMAGE_MODULES, type Model } from '@lamella/models';
import { DEFAULT_ADAMW, learningRateAt, type PretrainingRun, TrainingStep } from '@lamella/training';
import type { LlavaPretrainingSpec } from '../pretraining-spec.ts';
import { CLASSES, patchLabels } from './patch-labels.ts';

/** A picture, and the pixels of it. */
export interface SeenPicture {
  readonly picture: Picture;
  readonly image: PixelImage;
}

interface EncoderTraining {
  readonly model: Model;
  readonly pictures: readonly SeenPicture[];
  readonly onStep: Required<PretrainingRun>['onStep'];
}

const NUM_CLASSES = CLASSES.reduce((sum, { length }) => sum + length, 0);

/**
 * Teaches the image encoder and the projector to tell from each patch's feature what is in its quarter of the picture, by a
 * linear map that is thrown away: a small stand-in for CLIP's own pre-training, without which a language model of this size takes
 * most of its training to notice images.
 */
export function trainImageEncoder(
  { model, pictures, onStep }: EncoderTraining,
  { encoder, vision, training, seed }: LlavaPretrainingSpec,
): void {
  const images = requireVision(model);
  const head = makeHead(model.config.hiddenSize, { seed, deviation: vision.initializerRange });
  const isTrained = ({ name }: Parameter): boolean =>
    IMAGE_MODULES.some((module) => name.startsWith(`${module}.`));
  const trainable = [...model.parameters.values()].filter(
    (parameter) => isTrained(parameter) && !(model.unusedWeights ?? []).includes(parameter),
  );
  for (const parameter of [...trainable, ...head]) parameter.makeTrainable();
  const step = new TrainingStep({
    ...{ trainable: [...trainable, ...head], seed, hasDropout: false, maxGradNorm: training.maxGradNorm },
    adamw: { ...DEFAULT_ADAMW, beta2: 0.98, epsilon: 1e-6, weightDecay: training.weightDecay },
    loss: (batch) => patchLoss(images, head, batch),
  });
  const schedule = { ...training, ...encoder, name: training.schedule, totalSteps: encoder.steps };
  const random = Random.fork(seed, 'encoder');
  try {
    for (let done = 0; done < encoder.steps; done++) {
      const begin = performance.now();
      const batch = Array.from({ length: encoder.batchSize }, () => random.pick(pictures));
      const { loss } = step.run([toBatch(batch, vision)], learningRateAt(done, schedule));
      onStep({ step: done + 1, loss, secondsPerStep: (performance.now() - begin) / 1000 });
    }
    step.finish();
  } finally {
    step.dispose();
    for (const parameter of head) parameter.dispose();
  }
}

function requireVision({ vision, family }: Model): ImageInput {
  if (vision !== undefined) return vision;
  throw new Error(`Expected a model that reads images, got ${family}`);
}

/** Weight [C, D] and bias [C] for all classes of all properties. */
function makeHead(
  hiddenSize: number,
  { seed, deviation }: { readonly seed: number; readonly deviation: number },
): readonly [Parameter, Parameter] {
  const random = Random.fork(seed, 'patch-head');
  const values = Float32Array.from({ length: NUM_CLASSES * hiddenSize }, () => deviation * random.normal());
  return [
    new Parameter('patch_head.weight', tf.tensor2d(values, [NUM_CLASSES, hiddenSize])),
    new Parameter('patch_head.bias', tf.zeros([NUM_CLASSES])),
  ];
}

/** `pixelValues` [I, 3, H, W], and for each property the class of every patch, [I·P]. */
function toBatch(pictures: readonly SeenPicture[], vision: LlavaPretrainingSpec['vision']): NamedTensors {
  const [channels = 0, height = 0, width = 0] = pictures[0]?.image.shape ?? [];
  const pixels = new Float32Array(pictures.length * channels * height * width);
  pictures.forEach(({ image }, i) => pixels.set(image.pixelValues(), i * channels * height * width));
  const labels = pictures.map(({ picture }) => patchLabels(picture, vision.imageSize / vision.patchSize));
  return {
    pixelValues: tf.tensor4d(pixels, [pictures.length, channels, height, width]),
    ...Object.fromEntries(
      CLASSES.map(({ name }, i) => [
        name,
        tf.tensor1d(
          labels.flatMap((rows) => rows[i] ?? []),
          'int32',
        ),
      ]),
    ),
  };
}

/** The sum over the properties of the mean cross-entropy of the patches. */
function patchLoss(
  images: ImageInput,
  [weight, bias]: readonly [Parameter, Parameter],
  batch: NamedTensors,
): Tensor {
  const features = images.features(batch['pixelValues'] as Tensor, new Dropout()); // [I, P, D]
  const rows = tf.reshape(features, [-1, features.shape[2] ?? 0]) as tf.Tensor2D; // [I·P, D]
  const logits = tf.add(tf.matMul(rows, weight.value() as tf.Tensor2D, false, true), bias.value());
  let begin = 0;
  const losses = CLASSES.map(({ name, length }) => {
    const own = tf.slice(logits, [0, begin], [rows.shape[0], length]);
    begin += length;
    return tf.mean(sparseCrossEntropy(own, batch[name] as Tensor));
  });
  return tf.addN(losses);
}
