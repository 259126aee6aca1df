import { basename, dirname } from 'node:path';
import { UserError, warn } from '@lamella/core';
import { drawFigure, saveFigure } from '@lamella/plots';
import { formatReport, warningsOf } from '../importance/format-report.ts';
import { importanceReport, type ImportanceReport } from '../importance/importance-report.ts';
import type { ImportanceRequest } from '../importance/importance-request.ts';
import { measureForCommand } from '../importance/measure-for-command.ts';

/** Options of `lamella importance`. */
export interface ImportanceOptions extends ImportanceRequest {
  /** The same as the format `json`. */
  readonly json?: boolean;
  /** Where a figure goes, without an ending. */
  readonly figure?: string;
}

/** Measures, and shows the importance as a table, as JSON, as another tool's configuration, or as a figure as well. */
export async function run({ json = false, ...options }: ImportanceOptions): Promise<number> {
  const format = options.format ?? (json ? 'json' : 'text');
  if (json && format !== 'json')
    throw new UserError(`Expected --json or --format ${format}, got both.`, { exitCode: 2 });
  const measured = await measureForCommand({ ...options, format }, (numSamples) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${numSamples} samples`);
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const report = importanceReport(options, measured);
  console.log(print(report, format));
  if (format !== 'text' && format !== 'json') for (const line of warningsOf(report)) warn(line);
  if (options.figure !== undefined) console.error(await draw(report, options.figure));
  return 0;
}

function print(report: ImportanceReport, format: NonNullable<ImportanceRequest['format']>): string {
  if (format === 'text') return formatReport(report);
  return format === 'json'
    ? JSON.stringify(report, null, 2)
    : (report.selection?.configurations[format] ?? '');
}

async function draw(report: ImportanceReport, path: string): Promise<string> {
  const { model, data, method, layers } = report;
  const common = { model, task: data, taskTitle: data, method };
  const importance = layers.map(({ layer, importance: value, lower, upper, hasConstantInput }) => ({
    ...{ ...common, layer, importance: value },
    ...(lower !== undefined && upper !== undefined && !hasConstantInput && { lower, upper }),
  }));
  const figure = await drawFigure('importance-one', { scores: [], importance });
  if ('skipped' in figure) return `No figure: ${figure.skipped}`;
  const name = basename(path).replace(/\.(svg|png)$/, '');
  await saveFigure(figure, dirname(path), name);
  return `Figure: ${name}.svg, ${name}.png and ${name}.vl.json in ${dirname(path)}`;
}
