import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@lamella/core';
import { isRecord } from '@lamella/files';
import { type ImageSource, openParquet, type ParquetFile } from '@lamella/datasets';
import { checkQuestion } from './check-question.ts';
import type { ScienceSplit } from './read-folder.ts';
import type { ScienceQuestion } from './science-question.ts';

const COLUMNS = ['image', 'question', 'choices', 'answer', 'hint', 'subject', 'topic', 'category'];

/** The hub's names of the splits, with which its files begin. */
const HUB_SPLITS: Readonly<Record<ScienceSplit, string>> = {
  train: 'train',
  val: 'validation',
  test: 'test',
};

/** How much is read, and what becomes of the images. */
export interface ParquetOptions {
  /** Images are written here, and questions name their files; without it images are kept in memory. */
  readonly imageFolder?: string | undefined;
  /** No more questions than this. */
  readonly limit?: number | undefined;
}

/** The file names of a split to ask the hub for, as a glob. */
export function scienceQaFiles(split: ScienceSplit): string {
  return `data/${HUB_SPLITS[split]}-*.parquet`;
}

/**
 * Reads ScienceQA as the hub's derek-thomas/ScienceQA has it: `data/train-*.parquet` and so on, one row group after the other.
 * Problems without an image are left out; an id is the split and the row.
 *
 * @param folder that holds the files, or has them in `data`
 * @throws UserError if there is no file, or a column or field is missing or malformed
 */
export async function readScienceQaParquet(
  folder: string,
  split: ScienceSplit,
  { imageFolder, limit = Infinity }: ParquetOptions = {},
): Promise<ScienceQuestion[]> {
  const questions: ScienceQuestion[] = [];
  let first = 0;
  for (const path of listShards(folder, split)) {
    const file = await openParquet(path);
    for await (const { row, index } of eachRow(file)) {
      if (questions.length >= limit) return questions;
      const where = `row ${index} of ${path}`;
      const bytes = imageBytes(row['image'], where);
      if (bytes === undefined) continue;
      const image = keepImage(bytes, imageFolder, `${split}-${first + index}`);
      questions.push({ id: `${split}/${first + index}`, ...checkQuestion(row, where), image });
    }
    first += file.numRows;
  }
  return questions;
}

function listShards(folder: string, split: ScienceSplit): string[] {
  const places = [join(folder, 'data'), folder].filter((place) => existsSync(place));
  const prefix = `${HUB_SPLITS[split]}-`;
  for (const place of places) {
    const names = readdirSync(place).sort();
    const shards = names.filter((name) => name.startsWith(prefix) && name.endsWith('.parquet'));
    if (shards.length > 0) return shards.map((name) => join(place, name));
  }
  throw new UserError(
    `Expected the ${split} split of ScienceQA at ${join(folder, scienceQaFiles(split))}: no such file.`,
  );
}

async function* eachRow({
  read,
}: ParquetFile): AsyncGenerator<{ readonly row: Readonly<Record<string, unknown>>; readonly index: number }> {
  // Texts are marked as such in the file; what is not, the images, is bytes.
  for await (const { rows, begin } of read({ columns: COLUMNS, areBytesText: false }))
    for (const [i, row] of rows.entries()) yield { row, index: begin + i };
}

function imageBytes(image: unknown, where: string): Uint8Array | undefined {
  if (image === null || image === undefined) return undefined;
  const bytes = isRecord(image) ? image['bytes'] : undefined;
  if (bytes === null || bytes === undefined) return undefined;
  if (bytes instanceof Uint8Array) return bytes;
  throw new UserError(`Expected "image" at ${where} to hold the bytes of an image, got ${typeof bytes}.`);
}

/** A copy of the bytes, which would otherwise keep their whole row group in memory. */
function keepImage(bytes: Uint8Array, folder: string | undefined, name: string): ImageSource {
  if (folder === undefined) return { kind: 'bytes', bytes: Uint8Array.from(bytes) };
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  if (!existsSync(path)) writeFileSync(path, bytes);
  return { kind: 'file', path };
}
