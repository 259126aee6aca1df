import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Matrix } from '../similarity/matrix.ts';

const root = new URL('../../../../fixtures/', import.meta.url);

/** Folders of the reference fixtures that hold a file of this name. */
export function fixtureFolders(file: string): string[] {
  return readdirSync(root).filter((folder) => existsSync(new URL(`${folder}/${file}`, root)));
}

export function readJsonFixture<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, root), 'utf8')) as T;
}

/** The two-dimensional float32 tensors of a safetensors file: this package may not import the one that reads all. */
export function readMatrices(path: string): ReadonlyMap<string, Matrix> {
  const bytes = readFileSync(new URL(path, root));
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, Entry>;
  const matrices = Object.entries(header).flatMap(([name, { dtype, shape, data_offsets: offsets }]) => {
    const [rows, columns] = shape ?? [];
    if (dtype !== 'F32' || rows === undefined || columns === undefined || shape?.length !== 2) return [];
    const data = new Float32Array(rows * columns);
    data.forEach((_, i) => (data[i] = bytes.readFloatLE(start + (offsets?.[0] ?? NaN) + 4 * i)));
    return [[name, { rows, columns, data }] as const];
  });
  return new Map(matrices);
}

interface Entry {
  readonly dtype?: string;
  readonly shape?: readonly number[];
  readonly data_offsets?: readonly number[];
}

/** A matrix that must be there. */
export function matrixOf(matrices: ReadonlyMap<string, Matrix>, name: string): Matrix {
  const matrix = matrices.get(name);
  if (matrix === undefined)
    throw new Error(`Expected a matrix ${name}, got ${[...matrices.keys()].join(', ')}`);
  return matrix;
}

/** A matrix from rows of numbers. */
export function matrix(rows: readonly (readonly number[])[]): Matrix {
  return { rows: rows.length, columns: rows[0]?.length ?? 0, data: Float64Array.from(rows.flat()) };
}
