import { resolveFolder } from '@lamella/files';
import { type Missing, readScienceQaFolder, type ScienceSplit } from './read-folder.ts';
import { type ParquetOptions, readScienceQaParquet, scienceQaFiles } from './read-parquet.ts';
import type { ScienceQuestion } from './science-question.ts';

/** Where ScienceQA is: the official files, the hub's Parquet files in a folder, or the hub. */
export type ScienceQaSource =
  | { readonly kind: 'folder'; readonly folder: string; readonly missing?: Missing }
  | { readonly kind: 'parquet'; readonly folder: string; readonly imageFolder?: string }
  | {
      readonly kind: 'hub';
      readonly id?: string;
      readonly revision?: string;
      readonly imageFolder?: string;
    };

const HUB_ID = 'derek-thomas/ScienceQA';

/**
 * Reads the questions of a split of ScienceQA that have an image (ScienceQA-IMG).
 *
 * @throws UserError if files, images or fields are missing or malformed
 */
export async function readScienceQa(
  source: ScienceQaSource,
  split: ScienceSplit,
  { limit = Infinity }: Pick<ParquetOptions, 'limit'> = {},
): Promise<ScienceQuestion[]> {
  if (source.kind === 'folder')
    return readScienceQaFolder(source.folder, split, source.missing).slice(0, limit);
  const { imageFolder } = source;
  if (source.kind === 'parquet') return readScienceQaParquet(source.folder, split, { imageFolder, limit });
  const { id = HUB_ID, revision } = source;
  const wanted = revision === undefined ? id : { id, revision };
  const { folder } = await resolveFolder(wanted, [scienceQaFiles(split)], { repoType: 'dataset' });
  return readScienceQaParquet(folder, split, { imageFolder, limit });
}
