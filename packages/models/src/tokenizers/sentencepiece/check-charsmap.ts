import { isUtf8 } from 'node:buffer';
import { unsound } from './sentencepiece-model.ts';

/** Units of a trie come in blocks of this size: whatever byte follows a node, its child lies in the same block. */
const BLOCK = 256;

/**
 * Checks the compiled rules of normalisation: the size of a double-array trie (Darts) in bytes, the trie, and the
 * replacements, ending in zeros. Every node that a text can lead to has to lie inside of the trie, and every value has to
 * be the beginning of a replacement: the tokenizer's library takes that for granted, and aborts the process otherwise.
 *
 * @throws UserError if they could lead elsewhere
 */
export function checkCharsmap(charsmap: Uint8Array, where: string): void {
  if (charsmap.length === 0) return;
  const view = new DataView(charsmap.buffer, charsmap.byteOffset, charsmap.byteLength);
  const trieBytes = charsmap.length < 4 ? NaN : view.getUint32(0, true);
  if (!(trieBytes >= 4 * BLOCK && trieBytes % (4 * BLOCK) === 0 && trieBytes + 4 <= charsmap.length))
    throw unsound(where, `its normalisation rules have a table of ${trieBytes} bytes in ${charsmap.length}`);
  const units = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
  const texts = charsmap.subarray(4 + trieBytes);
  if (!isUtf8(texts)) throw unsound(where, 'the texts of its normalisation rules are not UTF-8');
  const isStart = findStarts(texts);
  for (const value of reachableValues(units, where))
    if (isStart[value] !== true)
      throw unsound(where, `a normalisation rule points to the text at byte ${value}`);
}

/** The values of all nodes that can be reached from the root, by depth-first search. */
function* reachableValues(units: Uint32Array, where: string): Iterable<number> {
  const seen = new Set<number>();
  const open = [childBase(0, units[0] ?? 0)];
  for (let base = open.pop(); base !== undefined; base = open.pop()) {
    if (base >= units.length) throw unsound(where, 'its normalisation rules lead out of their table');
    if (seen.has(base)) continue;
    seen.add(base);
    for (let byte = 1; byte < BLOCK; byte++) {
      const position = base ^ byte;
      const unit = units[position] ?? 0;
      // The label of a unit that is a value has its highest bit set: it equals no byte.
      if (unit >>> 31 === 1 || (unit & 0xff) !== byte) continue;
      const next = childBase(position, unit);
      open.push(next);
      if (((unit >>> 8) & 1) === 1 && next < units.length) yield (units[next] ?? 0) & 0x7fffffff;
    }
  }
}

/** Where the children of a unit lie, up to the byte that tells them apart. */
function childBase(position: number, unit: number): number {
  return position ^ ((unit >>> 10) << ((unit & 0x200) >>> 6));
}

/** For every byte, whether a character of UTF-8 begins there; the end counts too. */
function findStarts(text: Uint8Array): boolean[] {
  return [...Array.from(text, (byte) => (byte & 0xc0) !== 0x80), true];
}
