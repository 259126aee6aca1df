import {
  type Batches,
  type BatchShape,
  type EncodedExample,
  makeBatches,
  packBatches,
} from '@lamella/datasets';
import type { Model, ModelConfig } from '@lamella/models';
import { checkExamples } from './check-examples.ts';

/** Options of the batches of a pass. */
export interface PassOptions {
  /** The rows of a padded batch, and the most rows of a packed one. */
  readonly batchSize: number;
  readonly padId: number;
  /** Whether what reads the batches takes packed texts, if the model does. @default true */
  readonly mayPack?: boolean;
}

/** The longest text that is packed. */
const LONGEST_PACKED = 128;

/** The shortest packed row. */
const SHORTEST_ROW = 64;

/** Tokens of a packed batch. */
const PACKED_TOKENS = 1024;

/**
 * Batches for a pass in which the order of examples means nothing: texts packed into rows, which have one shape, or sorted by length
 * and padded, which have as many as there are lengths.
 *
 * Texts are packed if the model reads packed texts, none is longer than 128 tokens, and the layers have no more to multiply for
 * the packed rows than for the padded ones, padding included.
 *
 * @throws {UserError} for an example that is too long for the model, or has a token that it doesn't know
 */
export function passBatches(
  examples: readonly EncodedExample[],
  model: Model,
  { batchSize, padId, mayPack = true }: PassOptions,
): Batches {
  checkExamples(examples, model);
  const padded = makeBatches(examples, { batchSize, padId, order: 'by-length' });
  const longest = examples.reduce((most, { ids }) => Math.max(most, ids.length), 0);
  if (!mayPack || longest > LONGEST_PACKED || !canPackTexts(examples, model, padId)) return padded;
  const rowLength = Math.max(SHORTEST_ROW, 16 * Math.ceil(longest / 16));
  const maxRows = Math.min(batchSize, Math.floor(PACKED_TOKENS / rowLength));
  const packed = packBatches(examples, { padId, rowLength, maxRows, tellsLongest: model.readsLongestText });
  return workOf(model, packed) <= workOf(model, padded) ? packed : padded;
}

/**
 * Whether the model reads these texts packed. RoBERTa gives no position to the padding's token; a text of an encoder that holds it is read as it
 * is in a padded batch only. A decoder's padding is often the token that ends a text.
 */
export function canPackTexts(examples: readonly EncodedExample[], model: Model, padId: number): boolean {
  if (model.readsPackedTexts !== true) return false;
  return model.headKind === 'causal-lm' || examples.every(({ ids }) => !ids.includes(padId));
}

/** Multiplications of a layer for all batches: for a token that sees T of them those of the linear maps, and 2 T D of attention. */
function workOf({ config }: Model, { shapes }: Batches): number {
  const work = ({ size, length: T }: BatchShape): number =>
    size * T * (mapsWork(config) + 2 * T * config.hiddenSize);
  return shapes.reduce((sum, shape) => sum + work(shape), 0);
}

/** Multiplications of a layer's linear maps for a token: 4 D² + 2 D F. */
export function mapsWork({
  hiddenSize: D,
  intermediateSize: F,
}: Pick<ModelConfig, 'hiddenSize' | 'intermediateSize'>): number {
  return 4 * D ** 2 + 2 * D * F;
}
