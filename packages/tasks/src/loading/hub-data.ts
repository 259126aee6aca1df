import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { cacheFolder, hashFile, hashJson } from '@lamella/core';
import { resolveFolder, writeFileAtomically } from '@lamella/files';
import type { HubFiles } from '../benchmark.ts';
import { parquetToJsonLines } from './parquet-to-json-lines.ts';

/** The file of a sub-task's training examples in a data set like `fxmeng/pissa-dataset`: a folder with a split `train`. */
export async function findHubTraining(
  task: string,
  { id, revision }: { readonly id: string; readonly revision?: string },
): Promise<string> {
  const files = [['train.json', 'train.jsonl', 'train-*.parquet'].map((name) => `${task}/${name}`).join('|')];
  return await findRows({ id, ...(revision !== undefined && { revision }), files });
}

/** A file with rows in JSON; Parquet files are rewritten as one, once for the same content. */
export async function findRows({ id, revision, files: wanted }: HubFiles): Promise<string> {
  const source = revision === undefined ? id : { id, revision };
  const { folder, files } = await resolveFolder(source, wanted, { repoType: 'dataset' });
  const paths = files.map((file) => join(folder, file));
  const [first = ''] = paths;
  if (!first.endsWith('.parquet')) return first;
  const hash = hashJson(await Promise.all(paths.map((path) => hashFile(path))));
  const copy = join(cacheFolder(), 'rows', `${hash.slice(0, 32)}.jsonl`);
  if (!existsSync(copy)) await writeFileAtomically(copy, await parquetToJsonLines(paths));
  return copy;
}
