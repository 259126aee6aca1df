import { UserError } from '@lamella/core';
import { findTrial, publishedFolder, runsFolder } from '@lamella/study';
import { describeRun, type ExportSummary, exportTrial } from '@lamella/study/exported';

/** Options of `lamella export`. */
export interface ExportOptions {
  /** The id of a trial. */
  readonly trial: string;
  /** The folder of a run, or its name. */
  readonly run?: string;
  readonly output?: string;
  readonly withData?: boolean;
  readonly json?: boolean;
}

/** Packs a trial into one file, from which `lamella replay` makes its scores again. */
export async function run({
  trial,
  run: name,
  output = `${trial}.zip`,
  withData = false,
  json = false,
}: ExportOptions): Promise<number> {
  if (!output.endsWith('.zip'))
    throw new UserError(
      `Expected a name that ends with .zip, got ${output}: archives of trials are ZIP files.`,
      { exitCode: 2 },
    );
  const places = { runs: runsFolder(), published: publishedFolder() };
  const found = findTrial(trial, { ...places, ...(name !== undefined && { run: name }) });
  const summary = await exportTrial(found, { output, withData });
  console.log(json ? toJson(summary) : describe(summary));
  return 0;
}

function toJson({ path, files, result }: ExportSummary): string {
  const { id, metrics, run: record } = result;
  return JSON.stringify({ path, files, trial: id, scores: metrics.final, run: record }, null, 2);
}

function describe({ path, files, result }: ExportSummary): string {
  const rows = [
    ...Object.entries(result.metrics.final).map(([name, value]) => [name, String(value)] as const),
    ...describeRun(result),
  ];
  return [
    ...rows.map(([name, value]) => `${name}: ${value}`),
    `${files.length} files in ${path}: ${files.join(', ')}`,
  ].join('\n');
}
