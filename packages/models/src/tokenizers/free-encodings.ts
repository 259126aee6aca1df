import { collectGarbage } from '@lamella/core';

/** Some kilobytes of the library's are held for each text: after so many, what nothing refers to any more is given back. */
const TEXTS = 20_000;

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
  collectGarbage();
  // The library's destructors run in a turn of their own.
  await new Promise((resolve) => setImmediate(resolve));
}
