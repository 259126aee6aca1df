import {
  type Batch,
  type BatchOptions,
  countBatchTokens,
  type EncodedExample,
  makeBatches,
  packBatches,
} from '@lamella/datasets';
import type { Model } from '@lamella/models';

/** What the batches of a pass are for. */
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
const SHORTEST_ROW = Number(process.env['PACK_T'] ?? 64);

/** Tokens of a packed batch. */
const PACKED_TOKENS = Number(process.env['PACK_N'] ?? 1024);

/** The share of the padded batches' work that packing has to save. */
const LEAST_SAVING = 0.1;

/**
 * Batches for a pass in which the order of examples means nothing. Texts are packed if the model reads packed texts and if that
 * saves a tenth of the work or more: multiplications of the layers for the tokens of all batches, padding included. Otherwise,
 * or with texts of more than 128 tokens, examples are sorted by length and padded.
 */
export function passBatches(
  examples: readonly EncodedExample[],
  model: Model,
  options: PassOptions,
): Iterable<Batch> {
  const padded: BatchOptions = { ...options, order: 'by-length' };
  if (options.mayPack === false || !canPack(examples, model, options.padId))
    return makeBatches(examples, padded);
  const longest = Math.max(0, ...examples.map(({ ids }) => ids.length));
  const rowLength = Math.max(SHORTEST_ROW, Math.ceil(longest / 16) * 16);
  const maxRows = Math.min(options.batchSize, Math.max(1, Math.floor(PACKED_TOKENS / rowLength)));
  const packed = packBatches(examples, { padId: options.padId, rowLength, maxRows });
  const work = (1 - LEAST_SAVING) * countBatchTokens(examples, padded) * workPerToken(model, 0);
  return packed.numTokens * workPerToken(model, rowLength) <= work ? packed : makeBatches(examples, padded);
}

/** RoBERTa gives no position to the padding's token; a text that holds it is read as it is in a padded batch only. */
function canPack(examples: readonly EncodedExample[], model: Model, padId: number): boolean {
  return (
    model.readsPackedTexts === true &&
    examples.every(
      ({ ids, images, tokenLabels }) =>
        ids.length <= LONGEST_PACKED &&
        images === undefined &&
        tokenLabels === undefined &&
        !ids.includes(padId),
    )
  );
}

/** Multiplications of a layer for one token that sees T of them: 4 D² + 2 D F of the linear maps, 2 T D of attention. */
function workPerToken({ config: { hiddenSize: D, intermediateSize: F } }: Model, T: number): number {
  return 4 * D ** 2 + 2 * D * F + 2 * T * D;
}
