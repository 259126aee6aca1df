import type { Binding } from '../native/binding.ts';

/**
 * Functions that nobody uses are kept for those who record the same again, as long as they have so many ops in all: an op takes
 * 4 KiB.
 */
const MAX_IDLE_OPERATIONS = 8192;

interface SharedFunction {
  readonly name: string;
  readonly numOperations: number;
  numUsers: number;
}

/** TensorFlow's functions of this process, by the digests of their graphs; those that were given back longest ago come first. */
const functions = new Map<string, SharedFunction>();

/**
 * The name of a function of this graph: one that was made before, which TensorFlow has optimised already, or a new one. What a
 * function captures is passed to it at every call, so that it is nobody's.
 *
 * @param graph its digest (see `graphDigest`) and number of ops
 * @param make makes a function, and gives its name
 * @returns the caller gives it back by {@link releaseFunction}
 */
export function acquireFunction(
  { digest, numOperations }: { readonly digest: string; readonly numOperations: number },
  make: () => string,
): string {
  const known = functions.get(digest);
  if (known !== undefined) {
    known.numUsers += 1;
    return known.name;
  }
  const name = make();
  functions.set(digest, { name, numOperations, numUsers: 1 });
  return name;
}

/** Gives a function back; the last of its users leaves it for others, in the place of those that nobody has used for longest. */
export function releaseFunction(binding: Binding, digest: string): void {
  const shared = functions.get(digest);
  if (shared === undefined || shared.numUsers === 0)
    throw new Error(`Expected a function that is in use, got one that was given back, ${digest}`);
  shared.numUsers -= 1;
  if (shared.numUsers > 0) return;
  functions.delete(digest);
  functions.set(digest, shared);
  const idle = [...functions].filter(([, { numUsers }]) => numUsers === 0);
  let tooMany = idle.reduce((sum, [, one]) => sum + one.numOperations, 0) - MAX_IDLE_OPERATIONS;
  for (const [oldest, { name, numOperations }] of idle) {
    if (tooMany <= 0) return;
    binding.removeFunction(name);
    functions.delete(oldest);
    tooMany -= numOperations;
  }
}
