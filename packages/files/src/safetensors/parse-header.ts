import { UserError } from '@lamella/core';

import { findJsonProblem } from '../find-json-problem.ts';
import { isRecord } from '../is-record.ts';
import { dtypeNames, dtypeOfCode, dtypes, type Dtype } from './dtypes.ts';

/** One tensor of a safetensors file: its bytes are those from `begin` up to `end`, counted from the start of the file. */
export interface TensorEntry {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** The header of a safetensors file. */
export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
}

/** Where the header was found: its file, and the bytes of tensor data that must follow, from `begin` up to `end`. */
interface Place {
  readonly path: string;
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads and checks the JSON header of a safetensors file as strictly as the format asks
 * (https://huggingface.co/docs/safetensors): every tensor has exactly the bytes that its shape needs, and the
 * tensors cover the data without overlap or gap.
 *
 * @throws UserError that names the file and the tensor
 */
export function parseHeader(text: string, place: Place): SafetensorsHeader {
  const problem = findJsonProblem(text, { maxDepth: 3 });
  if (problem !== undefined) {
    throw damaged(place, `its header is not valid JSON: ${problem.message} at character ${problem.offset}`);
  }
  const header: unknown = JSON.parse(text);
  if (!isRecord(header)) throw damaged(place, 'its header is not a JSON object');
  const tensors = new Map<string, TensorEntry>();
  for (const [name, value] of Object.entries(header)) {
    if (name !== '__metadata__') tensors.set(name, parseEntry(name, value, place));
  }
  checkCoverage(tensors, place);
  return { metadata: parseMetadata(header, place), tensors };
}

function parseMetadata(
  header: Readonly<Record<string, unknown>>,
  place: Place,
): Readonly<Record<string, string>> {
  const { __metadata__: metadata = {} } = header;
  if (!isTextRecord(metadata)) throw damaged(place, '__metadata__ must map texts to texts');
  return metadata;
}

function parseEntry(name: string, value: unknown, place: Place): TensorEntry {
  const fail = (what: string): UserError => damaged(place, `tensor ${quote(name)} ${what}`);
  if (!isRecord(value)) throw fail(`must be an object, got ${quote(value)}`);
  const { dtype: code, shape, data_offsets: offsets } = value;
  const dtype = dtypeOfCode(code);
  if (dtype === undefined) {
    const known = dtypeNames.map((each) => dtypes[each].code).join(', ');
    throw fail(`has dtype ${quote(code)}; Lamella reads ${known}`);
  }
  if (!isListOfCounts(shape))
    throw fail(`has shape ${quote(shape)}; expected whole numbers from 0 to 2^53 - 1`);
  if (!isListOfCounts(offsets) || offsets.length !== 2) {
    throw fail(`has data_offsets ${quote(offsets)}; expected two whole numbers from 0 to 2^53 - 1`);
  }
  const [first = 0, last = 0] = offsets;
  const dataBytes = place.end - place.begin;
  if (first > last) throw fail(`has data_offsets ${quote(offsets)}, which end before they begin`);
  if (last > dataBytes)
    throw fail(
      `ends at byte ${last} of the data, but the file holds only ${dataBytes}; is the download complete?`,
    );
  const bytes = checkedBytes(shape, dtypes[dtype].bytes);
  if (bytes === undefined) throw fail(`has shape ${quote(shape)}, which is too large to count`);
  if (bytes !== last - first) {
    throw fail(`takes ${last - first} bytes, but ${dtype} ${quote(shape)} needs ${bytes}`);
  }
  return { dtype, shape, begin: place.begin + first, end: place.begin + last };
}

/** The tensors in the order of their bytes must follow one another from the first byte of the data to the last. */
function checkCoverage(tensors: ReadonlyMap<string, TensorEntry>, place: Place): void {
  const ordered = [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let position = place.begin;
  let previous = 'the header';
  for (const [name, { begin, end }] of ordered) {
    const bytes = Math.abs(begin - position);
    if (begin < position)
      throw damaged(place, `tensor ${quote(name)} overlaps ${previous} by ${bytes} bytes`);
    if (begin > position)
      throw damaged(place, `${bytes} unused bytes lie between ${previous} and tensor ${quote(name)}`);
    position = end;
    previous = `tensor ${quote(name)}`;
  }
  if (position !== place.end) throw damaged(place, `${place.end - position} unused bytes follow ${previous}`);
}

/** The bytes of a shape, or undefined when a partial product is beyond 2^53 - 1, up to which numbers are exact. */
function checkedBytes(shape: readonly number[], elementBytes: number): number | undefined {
  let bytes = elementBytes;
  for (const size of shape) {
    bytes *= size;
    if (!Number.isSafeInteger(bytes)) return undefined;
  }
  return bytes;
}

function isListOfCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= 0);
}

function isTextRecord(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((each) => typeof each === 'string');
}

/** A value of the header as JSON, cut short, for a message. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}

/** An error that says why a file is not a sound safetensors file. */
export function damaged({ path }: { readonly path: string }, what: string): UserError {
  return new UserError(`${path} is not a sound safetensors file: ${what}.`);
}
