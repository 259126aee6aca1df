import { shorten, UserError } from '@lamella/core';

import { findJsonProblem, lineAndColumn } from './find-json-problem.ts';
import { isRecord } from './is-record.ts';
import { decodeText } from './check-utf8.ts';
import { readWholeFile } from './read-text-file.ts';

/** The largest JSON files of models have some tens of megabytes. */
const MOST_BYTES = 2 ** 28;

/**
 * The value in a JSON file (UTF-8, with or without a byte-order mark).
 *
 * @param mostBytes a larger file is not read
 * @throws UserError that says where the file is not UTF-8 or not JSON, as file:line:column, or that it is far too large
 */
export function readJsonFile(path: string, mostBytes = MOST_BYTES): unknown {
  return parseJson(decodeText(readJsonBytes(path, mostBytes), path), path);
}

/** The bytes of a JSON file, as {@link readJsonFile} reads it. */
export function readJsonBytes(path: string, mostBytes = MOST_BYTES): Buffer {
  return readWholeFile(path, { mostBytes, what: 'JSON' });
}

/**
 * The value in a text of JSON.
 *
 * @throws UserError that says where the text, which `path` is the file of, is not JSON
 */
export function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const problem = findJsonProblem(text) ?? { offset: 0, message: String(error) };
    const { line, column } = lineAndColumn(text, problem.offset);
    throw new UserError(`${path}:${line}:${column}: not valid JSON: ${problem.message}.`, { cause: error });
  }
}

/**
 * The object in a JSON file.
 *
 * @throws UserError as {@link readJsonFile} does, and for any other value
 */
export function readJsonObject(path: string): Readonly<Record<string, unknown>> {
  const value = readJsonFile(path);
  if (isRecord(value)) return value;
  throw new UserError(`Expected a JSON object in ${path}, got ${shorten(JSON.stringify(value))}.`);
}
