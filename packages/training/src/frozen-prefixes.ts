import { UserError, warn } from '@lamella/core';
import { hasSteadyRows, type MatmulPrecision, type Parameter } from '@lamella/engine';
import { totalTokens, type EncodedExample } from '@lamella/datasets';
import type { VectorCache } from '@lamella/files';
import type { Model } from '@lamella/models';
import { countFrozenLayers, newWeightsBelow } from './frozen-layers.ts';
import { FrozenPrefix } from './frozen-prefix.ts';
import { prefixKey } from './prefix-key.ts';
import { type PrefixStates, StatesInFile, StatesInMemory } from './prefix-states.ts';

/** Where the output of frozen layers is kept for other trainings. */
export interface PrefixCache {
  readonly files: VectorCache;
  /** All that the output of this model's layers depends on besides the texts: its weights as they are held, and the code. */
  readonly model: string;
  /** What weights that the checkpoint lacks were drawn with. */
  readonly seed: number;
  /** The least that is kept in files; less is kept in memory. @default 4 MiB */
  readonly leastBytes?: number;
}

/** Whether the output of frozen layers is kept: `auto` where it changes no number and there is room; `true` in any case, without dropout in these layers. */
export type KeepPrefix = 'auto' | boolean;

/** Options of the prefixes of one model. */
export interface FrozenPrefixesOptions {
  readonly model: Model;
  readonly trainable: readonly Parameter[];
  readonly keep: KeepPrefix;
  /** Without one, output is kept in memory alone. */
  readonly cache?: PrefixCache | undefined;
}

/** How examples go through the model. */
export interface PrefixUse {
  /** How batches are laid out, by any name. */
  readonly layout: string;
  readonly matmulPrecision?: MatmulPrecision | undefined;
  /** Whether the pass has dropout where the model says so, unless its lower layers are kept. @default false */
  readonly hasDropout?: boolean;
  /** How often they go through it at least; where that is once, they are kept in files, or if they take little memory. */
  readonly passes: number;
}

/** So much is kept in memory wherever it may be of use. */
const LITTLE = 4 * 2 ** 20;

/** The most that is kept in memory without being asked for. */
const MOST_IN_MEMORY = 2 ** 30;

/** The output of a model's frozen layers below the lowest trained one, for each list of examples that goes through it. Caller disposes. */
export class FrozenPrefixes {
  readonly #options: FrozenPrefixesOptions;
  readonly #numLayers: number;
  readonly #known: { examples: readonly EncodedExample[]; use: PrefixUse; prefix: FrozenPrefix }[] = [];

  constructor(options: FrozenPrefixesOptions) {
    this.#options = options;
    this.#numLayers = countFrozenLayers(options.model, options.trainable);
  }

  /** The lowest layers whose output is kept. */
  get numLayers(): number {
    return this.#numLayers;
  }

  /**
   * The prefix of examples, the same for the same list and use: in a file, Σ T_i · D · 4 bytes for sequences of T_i tokens, or in
   * memory. It stays this object's.
   *
   * @param examples a list that does not change; their ids differ
   * @returns undefined where nothing is to be kept: the lowest layer or the embeddings are trained, or the numbers would change
   * @throws {UserError} if it is asked for and takes more than half of the free memory
   */
  of(examples: readonly EncodedExample[], use: PrefixUse): FrozenPrefix | undefined {
    const { layout, matmulPrecision } = use;
    const hasImages = examples.some(({ images }) => images !== undefined);
    const known = this.#known.find(
      (one) =>
        one.examples === examples && one.use.layout === layout && one.use.matmulPrecision === matmulPrecision,
    );
    if (known !== undefined) return known.prefix;
    const isSteady = hasSteadyRows() && !hasImages;
    if (this.#numLayers === 0) return undefined;
    if (!mayKeep(this.#options, use, isSteady)) return undefined;
    const states = (isSteady && this.#inFile(examples, use)) || this.#inMemory(examples, use);
    if (states === undefined) return undefined;
    const { model } = this.#options;
    const prefix = new FrozenPrefix({ model, numLayers: this.#numLayers, states, matmulPrecision });
    this.#known.push({ examples, use, prefix });
    return prefix;
  }

  dispose(): void {
    for (const { prefix } of this.#known) prefix.dispose();
    this.#known.length = 0;
  }

  #inFile(examples: readonly EncodedExample[], use: PrefixUse): PrefixStates | undefined {
    const { cache, model } = this.#options;
    const bytes = bytesOf(examples, model);
    if (cache === undefined || bytes < (cache.leastBytes ?? LITTLE)) return undefined;
    const numLayers = this.#numLayers;
    const isDrawn = newWeightsBelow(model, numLayers).length > 0;
    const { layout, matmulPrecision = 'float32' } = use;
    const key = prefixKey(examples, {
      ...{ model: cache.model, numLayers, layout, matmulPrecision },
      ...(isDrawn && { seed: cache.seed }),
    });
    const vectors = cache.files.open(key) ?? cache.files.begin(key, bytes);
    return vectors && new StatesInFile(vectors, examples.length);
  }

  #inMemory(examples: readonly EncodedExample[], use: PrefixUse): PrefixStates | undefined {
    const { model, keep } = this.#options;
    const { hasDropout = false, passes } = use;
    const bytes = bytesOf(examples, model);
    const isAsked = keep === true && hasDropout;
    if (passes < 2 && bytes >= LITTLE && !isAsked) return undefined;
    const half = process.availableMemory() / 2;
    const limit = keep === true ? half : Math.min(half, MOST_IN_MEMORY);
    if (bytes <= limit) return new StatesInMemory();
    const sizes = describeSizes(examples, { bytes, limit });
    if (isAsked)
      throw new UserError(
        `Expected the kept output of frozen layers to take at most half of the free memory, ${sizes}: leave out ` +
          '`training.keepFrozenPrefix`, or train on fewer or shorter texts (`rows.train`, `training.maxLength`).',
      );
    warn(`The output of frozen layers would take more than ${sizes}: these layers run again in every epoch.`);
    return undefined;
  }
}

/**
 * The lowest layers whose output a training without images keeps, if there is room: 0 where the lowest layer is trained or a number
 * would change.
 */
export function countKeptLayers(
  options: Pick<FrozenPrefixesOptions, 'model' | 'trainable' | 'keep'>,
  use: Pick<PrefixUse, 'hasDropout'>,
): number {
  return mayKeep(options, use, hasSteadyRows()) ? countFrozenLayers(options.model, options.trainable) : 0;
}

/** @param isSteady whether states are the same to the bit whatever other texts there are in a batch; of images that isn't known */
function mayKeep(
  { model, keep }: Pick<FrozenPrefixesOptions, 'model' | 'keep'>,
  { hasDropout = false }: Pick<PrefixUse, 'hasDropout'>,
  isSteady: boolean,
): boolean {
  if (keep !== 'auto') return keep;
  return isSteady && (!hasDropout || model.bodyDropout === 0);
}

/** The prefix of examples in a pass over `passBatches`, which is without dropout. */
export function prefixOfPass(
  examples: readonly EncodedExample[],
  batchSize: number,
  prefixes: FrozenPrefixes | undefined,
): FrozenPrefix | undefined {
  return prefixes?.of(examples, { layout: `pass/${batchSize}`, passes: 1 });
}

function bytesOf(examples: readonly EncodedExample[], { config }: Model): number {
  return totalTokens(examples) * config.hiddenSize * Float32Array.BYTES_PER_ELEMENT;
}

function describeSizes(
  examples: readonly EncodedExample[],
  { bytes, limit }: { readonly bytes: number; readonly limit: number },
): string {
  const gibibytes = (size: number): string => `${(size / 2 ** 30).toFixed(2)} GiB`;
  return `${gibibytes(limit)}; ${examples.length} texts of ${totalTokens(examples)} tokens take ${gibibytes(bytes)}`;
}
