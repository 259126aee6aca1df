import { UserError } from '@lamella/core';
import { hasOwnKernels, Parameter, type Quantization } from '@lamella/engine';
import {
  type HeldType,
  type HeldWeight,
  holdWeight,
  symbolicWeight,
  type WeightType,
} from './held-weight.ts';
import type { KeptWeights } from './kept-weights.ts';
import { drawNatively, initialValues, type Initializer, type WeightGenerator } from './initial-values.ts';

/** A checkpoint's tensors, as float32. */
export interface TensorReader {
  names(): readonly string[];
  shape(name: string): readonly number[];
  read(name: string): Float32Array;
  /** The bytes of a tensor that is stored in bfloat16; undefined for those of other types. */
  readBfloat16?(name: string): Uint8Array | undefined;
}

/** Where a model's weights come from. */
export interface WeightAccountOptions {
  /** Without one, every weight is new. */
  readonly reader?: TensorReader | undefined;
  /** The checkpoint's folder, for errors. */
  readonly where: string;
  /** Seed of new weights. */
  readonly seed: number | string;
  /** Standard deviation of new weights. */
  readonly standardDeviation: number;
  /** Modules whose weights may be absent from the checkpoint: a new head. */
  readonly mayBeNew: readonly string[];
  /** Whether those modules' stored weights of another shape are replaced by new ones, instead of being an error. */
  readonly mayReplaceMisshapen?: boolean;
  /** Of new weights. @default 'portable' */
  readonly generator?: WeightGenerator | undefined;
  /** Where weights of the checkpoint wait that were read before. */
  readonly kept?: KeptWeights | undefined;
  /** @default 'float32' */
  readonly weights?: WeightType | undefined;
  /** Of the matrices that {@link WeightAccount.takeQuantizable} gives. */
  readonly quantization?: Quantization | undefined;
  /** The prefix of the body's names (`roberta.`), which checkpoints of a bare body leave out. */
  readonly bodyPrefix: string;
  /** Weights have shapes and no values; in `planOperations` only. @default false */
  readonly isSymbolic?: boolean | undefined;
}

/**
 * Keeps account of a model's weights while it is built: each one that the model asks for exists in the checkpoint with
 * the right shape, or belongs to a module that may be new; in the end, nothing of the checkpoint is left unexplained.
 */
export class WeightAccount {
  readonly parameters = new Map<string, Parameter>();
  /** Weights that the checkpoint did not hold, initialised at random. */
  readonly newWeights: string[] = [];
  readonly #options: WeightAccountOptions;
  readonly #stored: ReadonlySet<string>;
  readonly #hasPrefix: boolean;
  readonly #ignored = new Set<string>();
  readonly #otherNames = new Map<string, string>();

  constructor(options: WeightAccountOptions) {
    this.#options = options;
    this.#stored = new Set(options.reader?.names() ?? []);
    this.#hasPrefix = [...this.#stored].some((name) => name.startsWith(options.bodyPrefix));
  }

  /**
   * The parameter of a name, read or made at its first use.
   *
   * @param shape that the model's config asks for
   */
  take(name: string, shape: readonly number[], initializer: Initializer): Parameter {
    const { weights = 'float32' } = this.#options;
    return this.#take({ name, shape, type: shape.length > 1 ? weights : 'float32' }, initializer);
  }

  /** As {@link take}, of a matrix that is quantised where the options say so; normal numbers where it is new. */
  takeQuantizable(name: string, shape: readonly number[]): Parameter {
    const { weights = 'float32', quantization = weights } = this.#options;
    return this.#take({ name, shape, type: quantization }, 'normal');
  }

  #take(wanted: WantedWeight, initializer: Initializer): Parameter {
    const { name, shape, type } = wanted;
    const known = this.parameters.get(name);
    if (known !== undefined) return known;
    const weight =
      this.#options.isSymbolic === true ? symbolicWeight(shape, type) : this.#make(wanted, initializer);
    const parameter = new Parameter(name, weight);
    this.parameters.set(name, parameter);
    return parameter;
  }

  #make({ name, shape, type }: WantedWeight, initializer: Initializer): HeldWeight {
    const stored = this.#storedName(name);
    const isReduced = type !== 'float32';
    if (this.#stored.has(stored) && !this.#isReplaced(name, shape)) {
      this.#checkShape(stored, shape);
      const read = (): HeldWeight => holdWeight(this.#read(stored, isReduced), shape, type);
      return this.#options.kept?.take(name, stored, read) ?? read();
    }
    this.#requireMayBeNew(name);
    const isDrawn = initializer === 'normal' && this.#options.generator === 'native' && hasOwnKernels();
    const values = isDrawn
      ? drawNatively({ name, shape }, isReduced, this.#options)
      : initialValues({ name, shape }, initializer, this.#options);
    return holdWeight(values, shape, type);
  }

  /** Notes which name a tensor has in checkpoints that don't hold it under its own. */
  mayBeStoredAs(name: string, other: string): void {
    if (!this.#stored.has(this.#storedName(name))) this.#otherNames.set(name, other);
  }

  /** Notes that the model has no use for a tensor, such as a copy of a shared weight. */
  ignore(name: string): void {
    this.#ignored.add(this.#storedName(name));
  }

  /**
   * Checks that the model took every tensor of the checkpoint.
   *
   * @param ignored beginnings or endings of names that the model has no use for, such as another task's head
   * @throws {UserError} naming the tensors that nobody asked for
   */
  checkNothingIsLeft(ignored: readonly (string | RegExp)[]): void {
    const taken = new Set([...this.parameters.keys()].map((name) => this.#storedName(name)));
    const isIgnored = (name: string): boolean =>
      this.#ignored.has(name) ||
      ignored.some((pattern) =>
        typeof pattern === 'string' ? name.startsWith(pattern) : pattern.test(name),
      );
    const left = [...this.#stored].filter((name) => !taken.has(name) && !isIgnored(name));
    if (left.length === 0) return;
    throw new UserError(
      `Expected only tensors of the model in ${this.#options.where}, got ${left.length} more: ${listSome(left)}. ` +
        'Is the architecture in config.json the right one?',
    );
  }

  /** Frees all parameters; for a model that could not be built. */
  dispose(): void {
    for (const parameter of this.parameters.values()) parameter.dispose();
  }

  #isReplaced(name: string, shape: readonly number[]): boolean {
    const { reader, mayReplaceMisshapen = false } = this.#options;
    return (
      mayReplaceMisshapen &&
      this.#mayBeNew(name) &&
      reader?.shape(this.#storedName(name)).join() !== shape.join()
    );
  }

  #mayBeNew(name: string): boolean {
    return this.#options.mayBeNew.some((module) => name.startsWith(`${module}.`));
  }

  #storedName(ours: string): string {
    const { bodyPrefix } = this.#options;
    const name = this.#otherNames.get(ours) ?? ours;
    return this.#hasPrefix || !name.startsWith(bodyPrefix) ? name : name.slice(bodyPrefix.length);
  }

  #checkShape(stored: string, shape: readonly number[]): void {
    const { reader, where } = this.#options;
    const found = reader?.shape(stored) ?? [];
    if (found.join() === shape.join()) return;
    throw new UserError(
      `Expected ${stored} in ${where} to have the shape [${shape.join(', ')}] that config.json asks for, got [${found.join(', ')}].`,
    );
  }

  /** Float32, or the bytes of bfloat16 where those are stored and wanted. */
  #read(stored: string, isReduced: boolean): Float32Array | Uint8Array {
    const { reader } = this.#options;
    if (reader === undefined) throw new Error('Expected a checkpoint to read from');
    return (isReduced ? reader.readBfloat16?.(stored) : undefined) ?? reader.read(stored);
  }

  #requireMayBeNew(name: string): void {
    const { reader, where } = this.#options;
    if (reader === undefined) return;
    if (!this.#mayBeNew(name)) {
      throw new UserError(
        `Expected the tensor ${name} in ${where}, got none. It holds ${listSome([...this.#stored])}.`,
      );
    }
    this.newWeights.push(name);
  }
}

/** A weight and the type in which it is held. */
interface WantedWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: HeldType;
}

function listSome(names: readonly string[]): string {
  return names.length <= 8
    ? names.join(', ')
    : `${names.slice(0, 8).join(', ')} and ${names.length - 8} more`;
}
