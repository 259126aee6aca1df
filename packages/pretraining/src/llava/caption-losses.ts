import { compile, Dropout, type NamedTensors, type Tensor, tf } from '@lamella/engine';
import {
  type EncodedExample,
  IGNORED_LABEL,
  makeBatches,
  makeRequests,
  unigramLoss,
} from '@lamella/datasets';
import type { Model, Processor } from '@lamella/models';
import { type BatchInputs, meanLoss, predictionLosses, toInputs } from '@lamella/training';
import { encodeConversations, processPictures } from './encode-conversations.ts';

/** Losses on captions of new pictures, in nats per token. */
export interface CaptionLosses {
  readonly loss: number;
  /** Shown another caption's picture. */
  readonly lossWithOtherPicture: number;
  /** Of a model that knows only how frequent each token is in captions. */
  readonly unigramLoss: number;
}

const COUNT = 320;
const BATCH_SIZE = 16;

/** The model to evaluate, the number of captions of pictures, and their seed. */
export interface CaptionSubject {
  readonly model: Model;
  readonly processor: Processor;
  readonly seed: string;
  /** @default 320 */
  readonly count?: number;
}

/** @param trainCaptions what the frequencies are counted in */
export async function captionLosses(
  { model, processor, seed, count = COUNT }: CaptionSubject,
  trainCaptions: readonly EncodedExample[],
): Promise<CaptionLosses> {
  const requests = makeRequests('caption', { count, seed });
  const images = await processPictures(requests, processor);
  const shown = (shift: number): Promise<EncodedExample[]> =>
    encodeConversations(
      requests.map(({ turns }, i) => ({ turns, image: images[(i + shift) % images.length] })),
      processor,
    );
  const [right, wrong] = [await shown(0), await shown(1)];
  const { padId, vocabSize } = processor.tokenizer;
  const counts = new Float64Array(vocabSize);
  for (const label of labelsOf(trainCaptions)) counts[label] = (counts[label] ?? 0) + 1;
  return {
    loss: answerLoss(model, right, padId),
    lossWithOtherPicture: answerLoss(model, wrong, padId),
    unigramLoss: unigramLoss(counts, [{ labels: labelsOf(right) }]),
  };
}

function labelsOf(examples: readonly EncodedExample[]): Int32Array {
  const labels = examples.flatMap(({ tokenLabels = [] }) => tokenLabels);
  return Int32Array.from(labels.filter((label) => label !== IGNORED_LABEL));
}

/** Mean cross-entropy over the labelled tokens of examples, in nats. */
function answerLoss(model: Model, examples: readonly EncodedExample[], padId: number): number {
  const step = compile(
    (inputs: BatchInputs): NamedTensors => ({
      loss: meanLoss(predictionLosses({ model, kind: 'causal-lm' }, inputs, new Dropout()), inputs.weights),
      count: tf.sum(inputs.weights),
    }),
    { name: 'answer-loss' },
  );
  let [sum, count] = [0, 0];
  try {
    for (const batch of makeBatches(examples, { batchSize: BATCH_SIZE, padId })) {
      const inputs = toInputs(batch);
      const outputs = step.run(inputs) as { loss: Tensor; count: Tensor };
      const number = outputs.count.dataSync()[0] ?? NaN;
      sum += (outputs.loss.dataSync()[0] ?? NaN) * number;
      count += number;
      tf.dispose([outputs.loss, outputs.count, ...Object.values(inputs)]);
    }
  } finally {
    step.dispose();
  }
  return sum / count;
}
