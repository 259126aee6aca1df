import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { cacheFolder, hashFile, hashJson, UserError } from '@lamella/core';
import { parquetToJsonLines } from '@lamella/datasets';
import { resolveFolder, writeFileAtomically } from '@lamella/files';
import type { BenchmarkName, TextTaskName } from '@lamella/spec';

/** A data set of the hub, and those of its files that are read. */
interface HubFiles {
  readonly id: string;
  readonly revision?: string;
  readonly files: readonly string[];
}

/** MATH's test problems by subject, as the copy on the hub has them. */
const mathSubjects = [
  ...['algebra', 'counting_and_probability', 'geometry', 'intermediate_algebra', 'number_theory'],
  ...['prealgebra', 'precalculus'],
];

const benchmarkFiles: Readonly<Partial<Record<BenchmarkName, HubFiles>>> = {
  gsm8k: { id: 'openai/gsm8k', files: ['main/test-*.parquet'] },
  math: {
    id: 'EleutherAI/hendrycks_math',
    files: mathSubjects.map((subject) => `${subject}/test-*.parquet`),
  },
  humaneval: { id: 'openai/openai_humaneval', files: ['openai_humaneval/test-*.parquet'] },
  mbpp: { id: 'google-research-datasets/mbpp', files: ['full/test-*.parquet'] },
};

/** The file of a benchmark's problems on the hub, in the form that it is read in. */
export async function findHubBenchmark(name: BenchmarkName): Promise<string> {
  const source = benchmarkFiles[name];
  if (source === undefined)
    throw new UserError(`Expected problems of ${name} in files, the hub has none.`, { exitCode: 2 });
  return await findRows(source);
}

/** The file of a sub-task's training examples in a data set like `fxmeng/pissa-dataset`: a folder with a split `train`. */
export async function findHubTraining(
  task: TextTaskName,
  { id, revision }: { readonly id: string; readonly revision?: string },
): Promise<string> {
  const files = [['train.json', 'train.jsonl', 'train-*.parquet'].map((name) => `${task}/${name}`).join('|')];
  return await findRows({ id, ...(revision !== undefined && { revision }), files });
}

/** A file with rows in JSON; Parquet files are rewritten as one, once for the same content. */
async function findRows({ id, revision, files: wanted }: HubFiles): Promise<string> {
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
