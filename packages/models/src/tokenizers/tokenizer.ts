/** Tokens of a text, or of a pair of texts, as a model takes them. */
export interface Encoding {
  readonly ids: number[];
  /** 0 for the first text and 1 for the second, in models that tell them apart (BERT). */
  readonly typeIds: number[];
  /** Where each token begins and ends in its text, counted in Unicode code points; [0, 0] for special tokens. */
  readonly offsets: [number, number][];
}

/** Which text of a pair is cut: the longer one, token by token, or one alone (`truncation` of `transformers`). */
export type TruncationStrategy = 'longest-first' | 'only-first' | 'only-second';

export type Side = 'left' | 'right';

export interface EncodeOptions {
  /** The largest number of tokens, special ones included; longer texts are cut. */
  readonly maxLength?: number;
  /** @default 'longest-first' */
  readonly truncation?: TruncationStrategy;
  /** The end of the texts that is cut; that of tokenizer_config.json, or else the right one, unless said otherwise. */
  readonly truncationSide?: Side;
  /** Whether to add the model's special tokens; true unless said otherwise. */
  readonly addSpecialTokens?: boolean;
}

export interface DecodeOptions {
  readonly skipSpecialTokens?: boolean;
  /**
   * Whether spaces before punctuation and in English short forms are taken away; as tokenizer_config.json says
   * (`clean_up_tokenization_spaces`), unless said otherwise.
   */
  readonly cleanUp?: boolean;
}

/** A text, or a pair of texts. */
export type Text = string | readonly [string, string];

/** The ids of the tokens with a special meaning, as far as a tokenizer has them. */
export interface SpecialIds {
  readonly padId: number;
  readonly bosId?: number;
  readonly eosId?: number;
  readonly unkId?: number;
  readonly sepId?: number;
  readonly clsId?: number;
  readonly maskId?: number;
}

/** Turns texts into token ids and back, exactly as `transformers` does with the same files. */
export interface Tokenizer extends SpecialIds {
  /** The number of tokens, added ones included. */
  readonly vocabSize: number;
  /** The side on which `transformers` fills up shorter rows of a batch. */
  readonly paddingSide: Side;
  /** An empty `pair` counts as none, as in `tokenizer(text, pair)` of `transformers`. */
  encode(text: string, pair?: string, options?: EncodeOptions): Promise<Encoding>;
  /** Here an empty second text stays one, as in `tokenizer(texts, pairs)` of `transformers`. */
  encodeBatch(texts: readonly Text[], options?: EncodeOptions): Promise<Encoding[]>;
  /**
   * The ids that {@link encodeBatch} gives, alone: nothing of the library's stays in memory, which takes some kilobytes a text and
   * which the garbage collector doesn't see.
   */
  encodeIds(texts: readonly Text[], options?: EncodeOptions): Promise<Pick<Encoding, 'ids' | 'typeIds'>[]>;
  decode(ids: readonly number[], options?: DecodeOptions): Promise<string>;
}
