/** Where adapters are put, and what else is trained: what every kind of adapter is told. */
export interface PlacedAdapter {
  /** R, the number of rows of A and of columns of B. */
  readonly rank: number;
  /** The layers that get adapters, counted from 0. */
  readonly layers: readonly number[];
  /** Linear maps inside of each layer, such as `query` and `value`. */
  readonly targets: readonly string[];
  /** Probability of dropping an element of an adapter's input while training. */
  readonly dropout: number;
  /** Of what is random. */
  readonly seed: number | string;
  /** The paths of the adapted maps, where layers differ in their targets: all targets of all layers unless given. */
  readonly modules?: readonly string[];
  /** Whether the adapted maps' own biases are trained too; they are not unless given. */
  readonly bias?: 'lora_only';
  /** Endings of the paths of modules that are trained in full beside the adapters: those of the head unless given. */
  readonly savedModules?: readonly string[];
  /**
   * Whether modules that the base's checkpoint lacks, such as a pooler, are trained in full beside the head; otherwise they stay as
   * they were drawn.
   */
  readonly trainsNewModules?: boolean;
  /** Whether the pooler between the layers and the classifier is trained in full beside the head, also one of the base's checkpoint. */
  readonly trainsPooler?: boolean;
}

/** The settings of a kind as a trial has them; where the adapters are, the trial itself says. */
export type SettingsOf<Config extends PlacedAdapter> = Omit<
  Config,
  'kind' | 'layers' | 'seed' | 'modules' | 'bias' | 'savedModules' | 'trainsNewModules' | 'trainsPooler'
>;

/** The size of a linear map. */
export interface MapSize {
  readonly inputs: number;
  readonly outputs: number;
}

/** A setting that a kind reads beside rank, dropout and targets. */
export interface OwnSetting {
  /** The value with which it changes nothing. A setting without one is passed over where another kind is meant. */
  readonly neutral?: unknown;
  /** Whether trials name it even if it is neutral; otherwise it is left out then, as in a spec that is silent. */
  readonly isAlwaysNamed?: true;
}

/** A kind of adapter as far as no engine is needed: what it is called, its settings, how many numbers it trains. */
export interface AdapterKind<Settings> {
  readonly title: string;
  readonly ownSettings: Readonly<Record<string, OwnSetting>>;
  /**
   * The number of trained parameters of one adapted map.
   *
   * @param path such as `roberta.encoder.layer.3.attention.self.query`
   */
  countParameters(settings: Settings, path: string, size: MapSize): number;
  /**
   * Refuses settings that do not fit the modules that there are.
   *
   * @param paths of every module that could get an adapter
   * @throws {UserError} for the first such setting
   */
  checkModules?(settings: Settings, paths: readonly string[]): void;
  /** Whether it is saved in another form than it is trained in: from it, training can't go on. */
  isConverted?(settings: Settings): boolean;
}
