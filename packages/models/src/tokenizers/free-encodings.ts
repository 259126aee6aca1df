import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Some kilobytes of the library's are held for each text: after so many, what nothing refers to any more is given back. */
const TEXTS = 20_000;

let collect: (() => void) | undefined;
let held = 0;

/**
 * Gives back the memory of the library's encodings now and then. It lies outside of V8's heap, which is told nothing of its size and
 * so sees no reason to collect: a million texts would hold gigabytes.
 *
 * @param numTexts that were encoded since the last call
 */
export async function freeEncodings(numTexts: number): Promise<void> {
  held += numTexts;
  if (held < TEXTS) return;
  held = 0;
  collect ??= findCollector();
  collect();
  // The library's destructors run in a turn of their own.
  await new Promise((resolve) => setImmediate(resolve));
}

/** V8's own collector, which programs see only if they ask for it. */
function findCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
