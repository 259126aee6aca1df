import type { OperationRecord } from '@lamella/engine';
import { bytesOf, kindOf } from './operation-work.ts';

/**
 * The most memory that the values of a step take together, if its ops run in their order, those behind the last matrix product as
 * soon as what they need is known, and each value is freed after its last use: activations that wait for the backward pass, gradients, and what is computed on the way. Weights are not among them, since no op
 * of the step gives them.
 *
 * Views hold the memory of what they show, and an op that goes over elements writes into an input of the same size that nobody needs any more.
 */
export function peakLiveBytes(issued: readonly OperationRecord[]): number {
  const operations = updateEarly(issued);
  const buffers = findBuffers(operations);
  const lastUses = findLastUses(operations, buffers);
  const sizes = new Map<number, number>();
  let [live, peak] = [0, 0];
  operations.forEach((operation, at) => {
    const made = operation.outputs.filter(({ id }) => buffers.get(id) === id);
    const used = new Set(operation.inputs.map(({ id }) => buffers.get(id) ?? id));
    const freed = [...used, ...made.map(({ id }) => id)].filter((id) => (lastUses.get(id) ?? at) === at);
    for (const output of made) {
      sizes.set(output.id, bytesOf(output));
      live += bytesOf(output);
    }
    const written = made.reduce((sum, output) => sum + bytesOf(output), 0);
    const isInPlace =
      IN_PLACE.has(kindOf(operation)) &&
      freed.some((id) => sizes.get(id) === written && !made.some((output) => output.id === id));
    peak = Math.max(peak, isInPlace ? live - written : live);
    for (const id of freed) {
      live -= sizes.get(id) ?? 0;
      sizes.delete(id);
    }
  });
  return peak;
}

/**
 * What a step issues behind its last matrix product, norms of gradients and updates, runs as TensorFlow runs it: once its inputs are
 * known. Where gradients are not clipped, each is gone with its update, before the next layer's are computed.
 */
function updateEarly(operations: readonly OperationRecord[]): readonly OperationRecord[] {
  const last = operations.findLastIndex((operation) => kindOf(operation) === 'product');
  const times = new Map<number, number>();
  const timed = operations.map((operation, at) => {
    const known = Math.max(0, ...operation.inputs.map(({ id }) => times.get(id) ?? 0));
    const time = at <= last ? at : known;
    for (const { id } of operation.outputs) times.set(id, time);
    return { operation, time };
  });
  return timed.toSorted((a, b) => a.time - b.time).map(({ operation }) => operation);
}

const IN_PLACE: ReadonlySet<string> = new Set(['map', 'exp', 'erf', 'softmax']);

/** The value whose memory each value has: its own, or that of what it is a view of. */
function findBuffers(operations: readonly OperationRecord[]): ReadonlyMap<number, number> {
  const buffers = new Map<number, number>();
  for (const operation of operations) {
    const [shown] = kindOf(operation) === 'view' ? operation.inputs : [];
    for (const { id } of operation.outputs)
      buffers.set(id, shown === undefined ? id : (buffers.get(shown.id) ?? shown.id));
  }
  return buffers;
}

/** The last op that needs each buffer. */
function findLastUses(
  operations: readonly OperationRecord[],
  buffers: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const uses = operations.flatMap(({ inputs }, at) =>
    inputs.map(({ id }) => [buffers.get(id) ?? id, at] as const),
  );
  return new Map(uses);
}
