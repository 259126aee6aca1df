/** A file, by its text, its bytes, or what else stands in its place. */
export type FileContent =
  | string
  | Uint8Array
  | { readonly kind: 'folder' }
  | { readonly kind: 'pipe' }
  /** The first part of a whole Parquet file. */
  | { readonly kind: 'parquet'; readonly share: number };

/** A table that can't be used, and what is said of it. */
export interface MalformedTable {
  readonly what: string;
  readonly files: Readonly<Record<string, FileContent>>;
  /** Keys of a spec's `data`, besides the columns `text` and `label`. */
  readonly data: Readonly<Record<string, unknown>>;
  /** @default text-classification */
  readonly task?: string;
  /** `rows.train` of the spec. */
  readonly rows?: number;
  readonly message: string;
}

/** Bytes that are no text. */
export function bytes(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64');
}
