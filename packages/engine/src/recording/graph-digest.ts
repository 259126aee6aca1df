import { createHash } from 'node:crypto';
import type { FunctionInterface, GraphNode } from './operation-record.ts';

/**
 * SHA-256 of the function that a graph would give: its ops in the order in which they were added, with attributes, constants, shapes,
 * and the order in which they have to run, and its inputs and outputs. Two functions of one digest compute the same.
 *
 * @param freeSizes sizes that shapes may have in the place of any others: graphs that were recorded with different ones and have the same
 *   digest are one function of them
 */
export function graphDigest(
  nodes: readonly GraphNode[],
  ends: FunctionInterface,
  freeSizes: readonly number[] = [],
): string {
  const hash = createHash('sha256');
  const endpoints = numberer(nodes.flatMap(({ outputs }) => outputs.map(({ id }) => id)));
  const operations = numberer(nodes.map(({ operation }) => operation));
  const write = (value: unknown): void => void hash.update(`${JSON.stringify(value, exact)}\n`);
  const freed = (shape: readonly number[] | null): unknown =>
    shape?.map((size) => (freeSizes.includes(size) ? `free ${freeSizes.indexOf(size)}` : size)) ?? null;
  for (const { type, attributes, inputs, controls, outputs } of nodes)
    write([
      // An input's one attribute besides its type is the shape that its output has.
      ...[type, type === 'Placeholder' ? [] : attributes, inputs.map(endpoints), controls.map(operations)],
      outputs.map(({ dtype, shape }) => [dtype, freed(shape)]),
    ]);
  write([ends.inputs.map(endpoints), ends.outputs.map(endpoints), ends.controls.map(operations)]);
  return hash.digest('hex');
}

/** The place of an id in a list, the same for graphs that were made alike. */
function numberer(ids: readonly number[]): (id: number) => number {
  const places = new Map(ids.map((id, place) => [id, place]));
  return (id) => {
    const place = places.get(id);
    if (place === undefined) throw new Error(`Expected an op or endpoint of the graph, got ${id}`);
    return place;
  };
}

/** What JSON has no way to write, or writes alike: numbers that are none, infinite ones, negative zero, bytes. */
function exact(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('base64')}`;
  if (typeof value === 'bigint') return `integer ${value}`;
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return `number ${Object.is(value, -0) ? '-0' : value}`;
  return value;
}
