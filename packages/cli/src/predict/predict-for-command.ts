import { existsSync, realpathSync } from 'node:fs';
import { extname } from 'node:path';
import { UserError } from '@lamella/core';
import { writeFileAtomically } from '@lamella/files';
import { csv, jsonLines, type PredictedRow, type RowFormat } from './format-rows.ts';
import { type ModelRequest, type OpenedModel, openModel } from './open-model.ts';
import { makePredictor, type PredictOptions } from './predict-rows.ts';
import { chooseColumns, type Input, type InputColumns, readInput, refuseSameNames } from './read-input.ts';

/** Options of `lamella predict`. */
export interface PredictRequest extends ModelRequest, InputColumns, PredictOptions {
  /** A table: CSV, TSV, JSON, JSON Lines or Parquet. */
  readonly input: string;
  /** The file of predictions: CSV or JSON Lines, by the ending. JSON Lines on standard output unless given. */
  readonly output?: string;
  /** Columns that are repeated beside the texts. */
  readonly keep?: readonly string[];
}

/** Hears how far the prediction is. */
export interface PredictListener {
  onRows(done: number, all: number): void;
  /** Takes lines, where no file does. */
  write(text: string): void;
}

/** Rows that are read, computed and written at a time. */
const WINDOW = 1024;

/**
 * Predicts every row of a table, in its order. Rows go through in windows, so that what is held besides the table is small, and the
 * output is written whole or not at all.
 *
 * @returns the number of rows
 * @throws {UserError} for a row that has no text, before anything is predicted
 */
export async function predictForCommand(request: PredictRequest, listener: PredictListener): Promise<number> {
  const format = formatOf(request);
  const opened = await openModel(request);
  try {
    const input = await openInput(request, opened);
    const pieces = predictAll(input, { ...request, opened, format, onRows: listener.onRows });
    if (request.output === undefined) for await (const piece of pieces) listener.write(piece);
    else await writeFileAtomically(request.output, pieces);
    return input.table.numRows;
  } finally {
    opened.model.dispose();
  }
}

const FORMATS: Readonly<Record<string, RowFormat>> = {
  '.csv': csv,
  '.jsonl': jsonLines,
  '.ndjson': jsonLines,
};

function formatOf({ input, output }: PredictRequest): RowFormat {
  if (output === undefined) return jsonLines;
  const format = FORMATS[extname(output).toLowerCase()];
  if (format === undefined)
    throw new UserError(
      `Expected an output with one of the endings ${Object.keys(FORMATS).join(', ')}, got ${output}.`,
      { exitCode: 2 },
    );
  if (existsSync(output) && existsSync(input) && realpathSync(output) === realpathSync(input))
    throw new UserError(`Expected another file than the input to write to, got ${output}.`, { exitCode: 2 });
  return format;
}

function openInput(request: PredictRequest, { kind, note }: OpenedModel): Promise<Input> {
  const { text, textPair, instruction, instructionInput, messages, keep = [] } = request;
  const named = Object.entries({ text, textPair, instruction, instructionInput, messages });
  const asked = Object.fromEntries(named.filter(([, column]) => column !== undefined)) as InputColumns;
  const columns = chooseColumns(asked, note?.columns);
  return readInput(request.input, { columns, isDecoder: kind === 'causal-lm', keep });
}

async function* predictAll(
  { table, shown, row: rowAt }: Input,
  {
    opened,
    format,
    onRows,
    ...options
  }: PredictOptions & { readonly opened: OpenedModel; readonly format: RowFormat } & Pick<
      PredictListener,
      'onRows'
    >,
): AsyncGenerator<string> {
  const predictor = makePredictor(opened, options);
  try {
    refuseSameNames(shown, predictor.names);
    for (let start = 0; start < table.numRows; start += WINDOW) {
      const size = Math.min(WINDOW, table.numRows - start);
      const rows = Array.from({ length: size }, (_, i) => rowAt(start + i));
      const predictions = await predictor.predict(rows);
      const written = predictions.map((prediction, i): PredictedRow => {
        const kept = shown.map((column) => [column, table.value(start + i, column)] as const);
        return { ...Object.fromEntries(kept), ...prediction };
      });
      const header = start === 0 && written[0] !== undefined ? format.header(written[0]) : '';
      yield header + written.map((each) => format.row(each)).join('');
      onRows(start + size, table.numRows);
    }
  } finally {
    predictor.dispose();
  }
}
