import { type Tensor, tf } from '@lamella/engine';
import { type DecoderModel, requireDecoder } from '../decoder/decoder-model.ts';
import type { Model } from '../model.ts';
import type { Sampling } from './choose-token.ts';
import { DecodingSteps, type Decoded } from './decoding-steps.ts';
import { checkPrompts, roomFor } from './prompt-limits.ts';
import { padPrompts, type Prompt, type PromptBatch } from './prompt-batch.ts';
import { SeenTokens } from './repetition-penalty.ts';

/** How texts are continued. */
export interface GenerationSettings {
  readonly maxNewTokens: number;
  /** The largest number of tokens of a text, its prompt's included. @default Infinity */
  readonly maxLength?: number;
  /** Prompts that are continued at the same time. @default 8 */
  readonly batchSize?: number;
  /** Tokens that end a text, the end-of-text token above all; none unless given. */
  readonly stopIds?: readonly number[];
  /** For the left side of shorter prompts; it is never looked at. @default 0 */
  readonly padId?: number;
  /** Draws tokens instead of taking the most likely ones. */
  readonly sampling?: Sampling;
  /** Makes tokens that a text has already less likely. @default 1, none */
  readonly repetitionPenalty?: number;
  readonly isEager?: boolean;
}

/** Why a text ended. */
export type StopReason = 'stop token' | 'stop string' | 'length';

/** The continuation of a prompt. */
export interface Generated {
  /** The new tokens, with the stop token if one ended the text. */
  readonly ids: readonly number[];
  readonly reason: StopReason;
}

/** Says of the new tokens of an unfinished text whether it ends here, for stop strings. */
export type EndTest = (ids: readonly number[]) => boolean | Promise<boolean>;

/** One text under way. */
interface Row {
  readonly ids: number[];
  /** The largest number of new tokens. */
  readonly room: number;
  reason: StopReason | undefined;
}

/** Inputs of the choice of the next tokens, besides the logits. */
interface Choice {
  /** The batch and the step. */
  readonly draw: readonly [number, number];
  /** With a repetition penalty. */
  readonly seen: SeenTokens | undefined;
}

/**
 * Continues prompts token by token, many at a time, with a cache of keys and values that a sliding window bounds. It owns
 * its compiled steps; the model stays the caller's. Weights that the model has when a step is first run stay in that step,
 * unless they are trainable.
 */
export class Generator {
  readonly #model: DecoderModel;
  readonly #settings: GenerationSettings;
  readonly #steps: DecodingSteps;
  #numBatches = 0;

  /** @throws {UserError} if the model is no causal language model */
  constructor(model: Model, settings: GenerationSettings) {
    this.#model = requireDecoder(model);
    this.#settings = settings;
    this.#steps = new DecodingSteps(this.#model, settings);
  }

  /** Number of compiled functions so far. */
  get numFunctions(): number {
    return this.#steps.numFunctions;
  }

  /**
   * Continues prompts.
   *
   * @param prompts token ids, at least one each, with the images among them if there are any
   * @param isEnd is asked after every token of every text
   * @param firstBatch numbers the batches, which decides what is drawn; the number of batches so far unless given
   * @returns in the order of the prompts
   * @throws {UserError} if a prompt is empty, leaves no room for the new tokens, or has one that the model doesn't know
   */
  async generate(
    prompts: readonly (readonly number[] | Prompt)[],
    isEnd?: EndTest,
    firstBatch = this.#numBatches,
  ): Promise<Generated[]> {
    this.#numBatches = firstBatch;
    const { batchSize = 8 } = this.#settings;
    const whole = prompts.map((prompt): Prompt => ('ids' in prompt ? prompt : { ids: prompt, images: [] }));
    checkPrompts(whole, this.#settings, this.#model.config);
    // Prompts of like length share a batch, so that there is little padding.
    const lengthOf = (i: number): number => whole[i]?.ids.length ?? 0;
    const order = [...whole.keys()].sort((a, b) => lengthOf(b) - lengthOf(a));
    const results = new Array<Generated>(prompts.length);
    for (let start = 0; start < order.length; start += batchSize) {
      const indices = order.slice(start, start + batchSize);
      const batch = await this.#continue(
        indices.map((i) => whole[i] as Prompt),
        isEnd,
      );
      indices.forEach((index, row) => (results[index] = batch[row] as Generated));
    }
    return results;
  }

  dispose(): void {
    this.#steps.dispose();
  }

  async #continue(prompts: readonly Prompt[], isEnd: EndTest | undefined): Promise<Generated[]> {
    const { maxNewTokens, batchSize = 8, padId = 0 } = this.#settings;
    const rows = prompts.map(({ ids }): Row => ({
      ...{ ids: [], reason: undefined },
      room: roomFor(ids, this.#settings),
    }));
    const batch = padPrompts(prompts, { size: batchSize, padId });
    const begin = tf.tensor1d(batch.begin, 'int32');
    const batchIndex = this.#numBatches++;
    const seen = this.#seenTokens(prompts, batchSize);
    let decoded = this.#prefill(batch, { draw: [batchIndex, 0], seen });
    try {
      for (let step = 1; ; step++) {
        await this.#append(rows, decoded.ids, isEnd);
        if (step === maxNewTokens || rows.every(({ reason }) => reason !== undefined)) break;
        for (const [row, { ids }] of rows.entries()) seen?.add(row, ids.slice(-1));
        const position = batch.length + step - 1;
        const { ids } = decoded;
        decoded = this.#decode(decoded, { begin, position, draw: [batchIndex, step], seen });
        ids.dispose();
      }
    } finally {
      disposeDecoded(decoded);
      begin.dispose();
    }
    return rows.map(({ ids, reason }) => ({ ids, reason: reason ?? 'length' }));
  }

  #prefill(batch: PromptBatch, { draw, seen }: Choice): Decoded {
    const shape: [number, number] = [batch.begin.length, batch.length];
    const inputs = {
      inputIds: tf.tensor2d(batch.inputIds, shape, 'int32'),
      attentionMask: tf.tensor2d(batch.attentionMask, shape, 'int32'),
      seed: this.#seed(draw),
      ...(seen && { seen: seen.toTensor() }),
      ...(batch.images !== undefined && {
        pixelValues: tf.tensor4d(batch.images.pixelValues, [...batch.images.shape]),
        imagePlaces: tf.tensor2d(batch.images.places, shape, 'int32'),
      }),
    };
    const decoded = this.#steps.prefill(inputs);
    tf.dispose(Object.values(inputs));
    return decoded;
  }

  #decode(
    { ids, cache }: Decoded,
    { begin, position, draw, seen }: Choice & { readonly begin: Tensor; readonly position: number },
  ): Decoded {
    const made = {
      position: tf.scalar(position, 'int32'),
      seed: this.#seed(draw),
      ...(seen && { seen: seen.toTensor() }),
    };
    const decoded = this.#steps.decode({ ids, begin, ...made }, cache);
    tf.dispose(Object.values(made));
    return decoded;
  }

  #seenTokens(prompts: readonly Prompt[], batchSize: number): SeenTokens | undefined {
    if ((this.#settings.repetitionPenalty ?? 1) === 1) return undefined;
    const rows = Array.from({ length: batchSize }, (_, row) => prompts[row]?.ids ?? []);
    return new SeenTokens(rows, this.#model.config.vocabularySize);
  }

  /** Every draw has a seed of its own: of the run, the batch and the step. */
  #seed([batchIndex, step]: readonly [number, number]): Tensor {
    const { sampling, maxNewTokens } = this.#settings;
    return tf.tensor1d([sampling?.seed ?? 0, batchIndex * maxNewTokens + step], 'int32');
  }

  async #append(rows: readonly Row[], ids: Tensor, isEnd: EndTest | undefined): Promise<void> {
    const values = ids.dataSync<'int32'>();
    for (const [i, row] of rows.entries()) {
      const id = values[i];
      if (id === undefined || row.reason !== undefined) continue;
      row.ids.push(id);
      if (this.#settings.stopIds?.includes(id) === true) row.reason = 'stop token';
      else if ((await isEnd?.(row.ids)) === true) row.reason = 'stop string';
      else if (row.ids.length >= row.room) row.reason = 'length';
    }
  }
}

function disposeDecoded({ ids, cache }: Decoded): void {
  tf.dispose([ids, ...Object.values(cache)]);
}
