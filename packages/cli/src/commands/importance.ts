import { basename, dirname } from 'node:path';
import { drawFigure, saveFigure } from '@lamella/plots';
import { formatReport } from '../importance/format-report.ts';
import {
  type ImportanceReport,
  type ImportanceRequest,
  measureForCommand,
} from '../importance/measure-for-command.ts';

/** Options of `lamella importance`. */
export interface ImportanceOptions extends ImportanceRequest {
  readonly json?: boolean;
  /** Where a figure goes, without an ending. */
  readonly figure?: string;
}

/** Measures, and shows the importance as a table, as JSON, or as a figure as well. */
export async function run(options: ImportanceOptions): Promise<number> {
  const report = await measureForCommand(options, (numSamples) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${numSamples} samples`);
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  console.log(options.json === true ? JSON.stringify(report, null, 2) : formatReport(report));
  if (options.figure !== undefined) console.error(await draw(report, options.figure));
  return 0;
}

async function draw(report: ImportanceReport, path: string): Promise<string> {
  const { model, data, method } = report;
  const importance = report.layers.map(({ layer, importance: value }) => ({
    model,
    task: data,
    taskTitle: data,
    method,
    layer,
    importance: value,
  }));
  const figure = await drawFigure('importance-one', { scores: [], importance });
  if ('skipped' in figure) return `No figure: ${figure.skipped}`;
  const name = basename(path).replace(/\.(svg|png)$/, '');
  await saveFigure(figure, dirname(path), name);
  return `Figure: ${name}.svg, ${name}.png and ${name}.vl.json in ${dirname(path)}`;
}
