import { canonicalJson, warn } from '@lamella/core';
import { readTable } from '@lamella/datasets';
import type { Rows } from '../data-source.ts';
import { type ContentHash, hashRows, PartedHash } from '../content-hash.ts';
import { splitRows, type SplitSettings, splitSettings } from '../tables/split-rows.ts';
import type { TableData } from '../tables/table-data.ts';
import { readTextRows, type TextColumns, textColumnNames } from './read-text-rows.ts';
import type { TextRow } from './text-row.ts';

/** The training data of a decoder, and the data of its loss, with the hash of all that is in them, in their order. */
export interface TextGenerationData extends ContentHash {
  readonly train: readonly TextRow[];
  readonly dev: readonly TextRow[];
  readonly test?: readonly TextRow[];
  /** How dev rows were split off the training rows; undefined where a file holds them. */
  readonly split: SplitSettings | undefined;
}

/**
 * Reads a user's own table for a decoder. Without a file of dev rows a seeded share of the training rows becomes them. Rows that are
 * in both are told of.
 *
 * @param rows `train` and `dev` take the first rows of each
 * @throws UserError (exit code 2) for files that can't be read, and with the place of the first row that is no example
 */
export async function loadTextGeneration(data: TableData, rows: Rows = {}): Promise<TextGenerationData> {
  const read = (path: string): Promise<TextRow[]> => loadTextRows(path, data);
  const all = await read(data.train);
  const split = data.dev === undefined ? splitSettings(data) : undefined;
  const { train, dev } =
    data.dev === undefined
      ? splitOffDev(all, splitSettings(data), data.train)
      : { train: all, dev: await read(data.dev) };
  const used = { train: train.slice(0, rows.train), dev: dev.slice(0, rows.dev) };
  const test = data.test === undefined ? undefined : await read(data.test);
  warnOfOverlap(used);
  const splits = { ...used, ...(test && { test }) };
  return { ...splits, split, ...hashRows<TextRow>(new PartedHash(), splits, { lineOf: contentOf }) };
}

/**
 * Reads the rows of one file for a decoder, as {@link loadTextGeneration} does.
 *
 * @param options.limit takes the first rows only
 */
export async function loadTextRows(
  path: string,
  columns: TextColumns,
  { limit }: { readonly limit?: number } = {},
): Promise<TextRow[]> {
  const table = await readTable(path, { columns: textColumnNames(columns) });
  return readTextRows(table, columns, limit);
}

function splitOffDev(
  rows: readonly TextRow[],
  split: SplitSettings,
  path: string,
): Pick<TextGenerationData, 'train' | 'dev'> {
  const parts = splitRows(rows.length, { ...split, path });
  const pick = (own: Uint32Array): TextRow[] => Array.from(own, (row) => rows[row] as TextRow);
  return { train: pick(parts.train), dev: pick(parts.dev) };
}

function warnOfOverlap({ train, dev }: Pick<TextGenerationData, 'train' | 'dev'>): void {
  const known = new Set(train.map(contentOf));
  const shared = dev.filter((row) => known.has(contentOf(row)));
  if (shared.length > 0)
    warn(
      `${shared.length} of ${dev.length} dev rows are training rows as well, the first at ${shared[0]?.where}: their loss is not that of new text.`,
    );
}

function contentOf({ where: _, ...example }: TextRow): string {
  return canonicalJson(example);
}
