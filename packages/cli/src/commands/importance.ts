import { basename, dirname } from 'node:path';
import { unknownName, UserError, warn } from '@lamella/core';
import { type ImportanceMethod, importanceMethods, importanceOf } from '@lamella/metrics/selection';
import { drawFigure, type FigureName, type FigureRows, type ImportanceRow, saveFigure } from '@lamella/plots';
import { formatComparison } from '../importance/format-comparison.ts';
import { startPricing } from '../importance/cost-of-layers.ts';
import { formatReport, warningsOf } from '../importance/format-report.ts';
import { importanceReport, type ImportanceReport } from '../importance/importance-report.ts';
import type { ImportanceRequest } from '../importance/importance-request.ts';
import { findModel, measureForCommand } from '../importance/measure-for-command.ts';
import { compareMetrics, type MetricPair } from '../importance/metric-comparison.ts';
import { findVariants } from '../variants/find-variants.ts';
import { formatVariants } from '../variants/format-variants.ts';
import { toVariantRows } from '../variants/variant-rows.ts';

/** Options of `lamella importance`. */
export interface ImportanceOptions extends Omit<ImportanceRequest, 'method'> {
  /** One metric; `cka` if none is given. */
  readonly method?: ImportanceMethod;
  /** Several of them, or `all`, in place of the one. */
  readonly metric?: readonly string[];
  /** The same as the format `json`. */
  readonly json?: boolean;
  /** Where a figure goes, without an ending. */
  readonly figure?: string;
  /** Variants of some settings beside one another, or of all. */
  readonly variants?: true | readonly string[];
}

/** Measures, and shows the importance as a table, as JSON, as another tool's configuration, or as a figure as well. */
export async function run({
  json = false,
  metric,
  variants,
  ...options
}: ImportanceOptions): Promise<number> {
  const format = options.format ?? (json ? 'json' : 'text');
  if (json && format !== 'json')
    throw new UserError(`Expected --json or --format ${format}, got both.`, { exitCode: 2 });
  const methods = chooseMethods(options.method, metric);
  const request = { ...options, method: methods[0], format };
  const progress = showSamples();
  if (variants !== undefined) {
    if (options.prefer !== undefined)
      throw new UserError('Expected --prefer or --variants, got both.', { exitCode: 2 });
    const found = await findVariants(request, { variants, methods, onBatch: progress.onBatch });
    progress.end();
    console.log(format === 'json' ? JSON.stringify(found, null, 2) : formatVariants(found));
    const rows = { scores: [], importance: [], variants: toVariantRows(found) };
    if (options.figure !== undefined)
      console.error(await draw('importance-by-variant', rows, options.figure));
    return 0;
  }
  const measured = await measureForCommand(request, methods, progress.onBatch);
  progress.end();
  const costs =
    request.prefer === undefined ? undefined : await startPricing(await findModel(request), request);
  const [report, ...others] = measured.map((one) => importanceReport(request, one, costs));
  if (report === undefined) throw new Error('Expected a metric to be measured, got none');
  const drawing = others.length === 0 ? showOne(report, format) : showSeveral([report, ...others], format);
  if (options.figure !== undefined)
    console.error(await draw(drawing.name, toFigureRows(drawing), options.figure));
  return 0;
}

/** The number of samples that are done, on a terminal. */
function showSamples(): { onBatch(numSamples: number): void; end(): void } {
  const write = (text: string): unknown => process.stderr.isTTY && process.stderr.write(text);
  return {
    onBatch: (numSamples) => void write(`\r${numSamples} samples`),
    end: () => void write('\r\u001b[K'),
  };
}

/** The metrics that are asked for, each once. */
function chooseMethods(
  method: ImportanceMethod | undefined,
  metric: readonly string[] | undefined,
): [ImportanceMethod, ...ImportanceMethod[]] {
  if (metric === undefined) return [method ?? 'cka'];
  if (method !== undefined)
    throw new UserError(`Expected --method or --metric, got both: ${method} and ${metric.join(',')}.`, {
      exitCode: 2,
    });
  const stranger = metric.find((name) => name !== 'all' && importanceOf(name) === undefined);
  if (stranger !== undefined)
    throw new UserError(unknownName('metric', stranger, ['all', ...importanceMethods]), { exitCode: 2 });
  const isAll = metric.includes('all');
  return [...new Set(isAll ? importanceMethods : metric)] as [ImportanceMethod, ...ImportanceMethod[]];
}

/** The data of a figure. */
interface ToDraw {
  readonly name: 'importance-one' | 'metric-agreement';
  readonly reports: readonly ImportanceReport[];
  readonly agreement: readonly MetricPair[];
}

function showOne(report: ImportanceReport, format: Format): ToDraw {
  console.log(print(report, format));
  if (format !== 'text' && format !== 'json') for (const line of warningsOf(report)) warn(line);
  return { name: 'importance-one', reports: [report], agreement: [] };
}

function showSeveral(reports: readonly [ImportanceReport, ...ImportanceReport[]], format: Format): ToDraw {
  const comparison = compareMetrics(reports);
  console.log(format === 'json' ? JSON.stringify(comparison, null, 2) : formatComparison(comparison));
  return { name: 'metric-agreement', reports, agreement: comparison.agreement };
}

type Format = NonNullable<ImportanceRequest['format']>;

function print(report: ImportanceReport, format: Format): string {
  if (format === 'text') return formatReport(report);
  return format === 'json'
    ? JSON.stringify(report, null, 2)
    : (report.selection?.configurations[format] ?? '');
}

function toFigureRows({ reports, agreement }: ToDraw): FigureRows {
  return {
    scores: [],
    importance: reports.flatMap(toRows),
    agreement: agreement.map(({ metrics: [a, b], tau, overlap }) => ({
      ...{ a, b, tau },
      ...(overlap && { shared: overlap.shared }),
    })),
  };
}

async function draw(name: FigureName, rows: FigureRows, path: string): Promise<string> {
  const figure = await drawFigure(name, rows);
  if ('skipped' in figure) return `No figure: ${figure.skipped}`;
  const file = basename(path).replace(/\.(svg|png)$/, '');
  await saveFigure(figure, dirname(path), file);
  return `Figure: ${file}.svg, ${file}.png and ${file}.vl.json in ${dirname(path)}`;
}

function toRows({ model, data, method, layers, selection }: ImportanceReport): ImportanceRow[] {
  const common = { model, task: data, taskTitle: data, method };
  return layers.map(({ layer, importance, lower, upper, hasConstantInput }) => ({
    ...{ ...common, layer, importance },
    ...(lower !== undefined && upper !== undefined && !hasConstantInput && { lower, upper }),
    ...(selection && { isSelected: selection.layers.includes(layer) }),
  }));
}
