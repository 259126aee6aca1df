/** A user's own table, as specs say it: files, how rows are split, and which columns hold what. */
export interface TableData {
  readonly kind: 'table';
  /** The name in tables and figures; the training file's if left out. */
  readonly title?: string;
  /** CSV, TSV, JSON, JSON Lines or Parquet, by its ending. */
  readonly train: string;
  /** Rows that results are reported on; a share of the training rows if left out. */
  readonly dev?: string;
  /** Rows that are scored once, at the end. */
  readonly test?: string;
  readonly devShare?: number;
  readonly splitSeed?: number;
  readonly text?: string;
  readonly textPair?: string;
  readonly label?: string;
  /** The classes in the order of their indices; those of the training rows, sorted, if left out. */
  readonly labels?: readonly (string | number | boolean)[];
  readonly metric?: string;
  readonly instruction?: string;
  readonly input?: string;
  readonly output?: string;
  readonly messages?: string;
}

/** The files of a table. */
export const tableFiles = ['train', 'dev', 'test'] as const;

/** A table whose files are named otherwise, such as by absolute paths. */
export function mapTableFiles<Data extends TableData>(
  data: Data,
  rename: (path: string, key: (typeof tableFiles)[number]) => string,
): Data {
  const files = tableFiles.flatMap((key) => {
    const path = data[key];
    return path === undefined ? [] : [[key, rename(path, key)] as const];
  });
  return { ...data, ...Object.fromEntries(files) };
}
