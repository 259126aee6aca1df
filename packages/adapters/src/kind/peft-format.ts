import type { FieldRules, HostTensor, WeightsFile } from '@lamella/files';
import type { Model } from '@lamella/models';
import type { AdaptedLinear } from './adapted-linear.ts';

/** PEFT's name of a classifier's task, and so on: the fields of adapter_config.json, by name. */
export type Fields = Readonly<Record<string, unknown>>;

/** Where a config is read for. */
export interface ReadContext {
  readonly model: Model;
  /** The projections that are adapted. */
  readonly targets: readonly string[];
  /** The file, for errors. */
  readonly where: string;
}

/** A folder that an adapter is saved as: the whole of it, or a folder inside. */
export interface SavedPart<Config> {
  /** Inside of the adapter's; absent is the adapter's own. */
  readonly folder?: string;
  readonly config: Config;
  /** Without PEFT's prefix; these stand in for the trained ones of the same name, or are all that there is in a folder inside. */
  readonly tensors: ReadonlyMap<string, HostTensor>;
}

/** How PEFT's files hold a kind of adapter. */
export interface PeftFormat<Config> {
  /** `peft_type` */
  readonly type: string;
  /** Rules of the fields that other kinds do not have. */
  readonly rules: FieldRules;
  /** PEFT's default of the rank. */
  readonly defaultRank: number;
  /**
   * The settings beside rank, layers and modules that a config stands for.
   *
   * @throws {UserError} for a value that can't be one, or would give other numbers than Lamella's
   */
  read(fields: Fields, context: ReadContext): Omit<Config, 'rank' | 'layers' | 'targets'>;
  /** The fields that other kinds do not have, with the values that PEFT writes itself. */
  write(config: Config, model: Model): Fields;
  /** Folders that may lie in an adapter's. */
  readonly folders?: readonly string[];
  /**
   * The weights that an adapter started from, where what is saved goes with them alone.
   *
   * @param open opens the weights of a folder
   * @throws {UserError} if they are needed and missing
   */
  openStart?(folder: string, config: Config, open: (folder: string) => WeightsFile): WeightsFile | undefined;
  /**
   * The saved form, if it differs from the trained weights.
   *
   * @param asLora whether a plain LoRA is asked for
   */
  parts?(linears: readonly AdaptedLinear[], config: Config, asLora: boolean): readonly SavedPart<Config>[];
}
