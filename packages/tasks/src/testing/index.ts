import * as contents from './malformed-contents.ts';
import * as forms from './malformed-forms.ts';
import type { MalformedTable } from './malformed-table.ts';

export type { FileContent, MalformedTable } from './malformed-table.ts';

/** Tables that can't be used, by what is wrong. */
export const malformedTables: Readonly<Record<string, readonly MalformedTable[]>> = {
  CSV: forms.csv,
  TSV: forms.tsv,
  'JSON Lines': forms.jsonLines,
  JSON: forms.json,
  Parquet: forms.parquet,
  Encoding: contents.encodings,
  Columns: contents.columns,
  Texts: contents.texts,
  Labels: contents.labels,
  Numbers: contents.numbers,
  Splits: contents.splits,
  Paths: contents.paths,
};
