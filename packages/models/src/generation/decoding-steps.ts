import { compile, type CompiledStep, Dropout, type NamedTensors, type Tensor, tf } from '@lamella/engine';
import { causalMask } from '../decoder/attention-mask.ts';
import type { DecoderModel } from '../decoder/decoder-model.ts';
import { chooseToken, type Sampling } from './choose-token.ts';
import { fillSlots } from './key-value-cache.ts';
import { penaliseSeen } from './repetition-penalty.ts';
import { attendStep } from './step-attention.ts';

/** How the steps are made. */
export interface DecodingOptions {
  /** New tokens that there must be room for. */
  readonly maxNewTokens: number;
  readonly sampling?: Sampling | undefined;
  /** Of tokens that were there, which `seen` of the inputs tells. @default 1, none */
  readonly repetitionPenalty?: number | undefined;
  readonly isEager?: boolean | undefined;
}

/** Prompts of a batch, padded on the left. Int32 unless said otherwise. */
export interface PromptInputs {
  readonly [name: string]: Tensor;
  /** [B, T] */
  readonly inputIds: Tensor;
  /** [B, T] */
  readonly attentionMask: Tensor;
  /** [I, 3, H, W] float32, of prompts with images */
  readonly pixelValues?: Tensor;
  /** [B, T], of prompts with images */
  readonly imagePlaces?: Tensor;
  /** [2]: of the draw, with sampling */
  readonly seed: Tensor;
  /** [B, V] float32: 1 for the prompts' tokens, with a repetition penalty */
  readonly seen?: Tensor;
}

/** Inputs of the step that finds the next token, besides the cache. All int32. */
export interface NextInputs {
  readonly [name: string]: Tensor;
  /** [B]: the newest tokens */
  readonly ids: Tensor;
  /** Scalar: the column of the newest tokens */
  readonly position: Tensor;
  /** [B]: the column of each row's first token */
  readonly begin: Tensor;
  /** [2] */
  readonly seed: Tensor;
  /** [B, V] float32: 1 for the texts' tokens, with a repetition penalty */
  readonly seen?: Tensor;
}

/** The cache of all layers as a step's inputs, and its outputs if it makes a new one: `key0`, `value0`, `key1`, … */
export type CacheTensors = NamedTensors;

/** The next tokens, `ids` [B], and the cache after the present ones. */
export interface Decoded {
  readonly ids: Tensor;
  readonly cache: CacheTensors;
}

/**
 * The two compiled steps of decoding: the prompt in one pass, then token by token with a cache of fixed capacity. The cache
 * goes in as tensors, so that the steps depend on shapes alone and any number of batches can be under way. On CPUs the step writes
 * to it in place, elsewhere it makes a new one.
 */
export class DecodingSteps {
  readonly #model: DecoderModel;
  readonly #options: DecodingOptions;
  readonly #prefill: CompiledStep<PromptInputs, NamedTensors>;
  readonly #decode: CompiledStep<NextInputs, NamedTensors>;

  constructor(model: DecoderModel, options: DecodingOptions) {
    this.#model = model;
    this.#options = options;
    const isEager = options.isEager ?? false;
    this.#prefill = compile((inputs) => this.#runPrefill(inputs), { name: 'prefill', isEager });
    // A step has one row for each text: its time is that of reading the weights.
    this.#decode = compile((inputs) => this.#runDecode(inputs), {
      name: 'decode',
      isEager,
      ...{ rowProducts: true, inSequence: true },
    });
  }

  /** Number of compiled functions so far. */
  get numFunctions(): number {
    return this.#prefill.numFunctions + this.#decode.numFunctions;
  }

  /** @param inputs stay the caller's @returns the caller's */
  prefill(inputs: PromptInputs): Decoded {
    return separate(this.#prefill.run(inputs));
  }

  /**
   * @param inputs stay the caller's
   * @param cache is taken over, unless the step fails: it comes back with the present tokens, or is freed for a new one
   * @returns the caller's
   */
  decode(inputs: NextInputs, cache: CacheTensors): Decoded {
    const { ids, cache: made } = separate(this.#decode.run({ ...inputs, ...cache }));
    if (Object.keys(made).length === 0) return { ids, cache };
    tf.dispose(Object.values(cache));
    return { ids, cache: made };
  }

  dispose(): void {
    this.#prefill.dispose();
    this.#decode.dispose();
  }

  #runPrefill({ seed, seen, ...inputs }: PromptInputs): NamedTensors {
    const { body, config } = this.#model;
    const { inputIds, attentionMask } = inputs;
    const dropout = new Dropout();
    const [batchSize = 0, length = 0] = inputIds.shape;
    const capacity = Math.min(config.slidingWindow ?? Infinity, length + this.#options.maxNewTokens);
    const cache: Record<string, Tensor> = {};
    const { final } = body.forward(this.#model.embed(inputs, dropout), {
      batchSize,
      length,
      rotation: body.rotationAt(tf.range(0, length, 1, 'int32')),
      mask: causalMask(attentionMask, config.slidingWindow),
      dropout,
      remember: (layer, present) => {
        cache[`key${layer}`] = fillSlots(present.key, capacity);
        cache[`value${layer}`] = fillSlots(present.value, capacity);
        return present;
      },
    });
    const last = tf.slice(tf.reshape(final, [batchSize, length, -1]), [0, length - 1, 0], [batchSize, 1, -1]);
    return { ids: this.#choose(tf.reshape(last, [batchSize, -1]), { seed, seen }), ...cache };
  }

  #runDecode({ ids, position, begin, seed, seen, ...cache }: NextInputs): NamedTensors {
    const { body, config } = this.#model;
    const rotation = body.rotationAt(tf.reshape(position, [1]));
    const { pass, made } = attendStep({ cache, position, begin, rotation, numHeads: config.numHeads });
    const rest = { batchSize: ids.size, length: 1, rotation, dropout: new Dropout() };
    const { final } = body.forward(body.embed(ids), { ...rest, ...pass });
    return { ids: this.#choose(final, { seed, seen }), ...made };
  }

  /** @param rows last hidden states, [B, D] @returns [B] */
  #choose(rows: Tensor, { seed, seen }: { seed: Tensor; seen: Tensor | undefined }): Tensor {
    const { sampling, repetitionPenalty = 1 } = this.#options;
    const logits = this.#model.predictTokens(rows);
    return chooseToken(seen ? penaliseSeen(logits, seen, repetitionPenalty) : logits, sampling, seed);
  }
}

function separate({ ids, ...cache }: NamedTensors): Decoded {
  return { ids: ids as Tensor, cache };
}
