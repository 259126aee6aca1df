import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Document,
  type LineCounter,
  type Node,
  type Pair,
} from 'yaml';
import type { Path } from './describe-issues.ts';
import type { Override } from './overrides.ts';

/** A place that a message can name: `file:line:column`, or an option of the command line (which sorts last). */
export interface Place {
  readonly name: string;
  /** 0 is the spec's own file, then come those that it extends. */
  readonly layer: number;
  readonly line: number;
  readonly column: number;
}

/** A file with what was read of it. */
interface Layer {
  readonly file: string;
  readonly yaml: { readonly document: Document; readonly lines: LineCounter };
}

/** Where a spec's values were written: in a file, in one that it extends, or on the command line. */
export class SourceMap {
  readonly #layers: readonly Layer[];
  readonly #overrides: readonly Override[];
  readonly #ownKeys: readonly string[];

  /** @param ownKeys keys that are not taken from the files that are extended */
  constructor(layers: readonly Layer[], overrides: readonly Override[], ownKeys: readonly string[] = []) {
    this.#layers = layers;
    this.#overrides = overrides;
    this.#ownKeys = ownKeys;
  }

  /** The place of an offset into the text of a file. */
  at(offset: number, layer = 0): Place {
    const { file, yaml } = this.#layers[layer] as Layer;
    const { line, col: column } = yaml.lines.linePos(offset);
    return { name: `${file}:${line}:${column}`, layer, line, column };
  }

  /** The place of a value, or of its key; of the section that it is missing from if it does not exist. */
  locate(path: Path, atKey: boolean): Place {
    const override = this.#overrides.findLast(
      ({ path: replaced }) => isPrefix(replaced, path) || (atKey && isPrefix(path, replaced)),
    );
    if (override !== undefined) return { name: override.source, layer: Infinity, line: Infinity, column: 0 };
    const { layer, start } = this.#find(path, atKey);
    return this.at(start, layer);
  }

  /** The file that a value was written in; the spec's own for one of the command line. */
  fileOf(path: Path): string {
    const isOverridden = this.#overrides.some(({ path: replaced }) => isPrefix(replaced, path));
    const { layer } = isOverridden ? { layer: 0 } : this.#find(path, false);
    return (this.#layers[layer] as Layer).file;
  }

  /** Of all files the first that has the value, else the first that has most of the way to it. */
  #find(path: Path, atKey: boolean): { readonly layer: number; readonly start: number } {
    const layers = this.#ownKeys.includes(String(path[0])) ? this.#layers.slice(0, 1) : this.#layers;
    const found = layers.map(({ yaml }, layer) => ({ layer, ...follow(yaml.document, path, atKey) }));
    const depth = Math.max(...found.map((one) => one.depth));
    return found.find((one) => one.depth === depth) ?? { layer: 0, start: 0 };
  }
}

/** How far a path leads in a document, and the offset of its end. */
function follow(
  document: Document,
  path: Path,
  atKey: boolean,
): { readonly depth: number; readonly start: number } {
  let node: unknown = document.contents;
  let start = offsetOf(node) ?? 0;
  for (const [depth, key] of path.entries()) {
    const isLast = depth === path.length - 1;
    const { keyNode, child } = step(document, node, key);
    if (keyNode === undefined && child === undefined) return { depth, start };
    start = (isLast && !atKey ? offsetOf(child) : undefined) ?? offsetOf(keyNode) ?? offsetOf(child) ?? start;
    node = child;
  }
  return { depth: path.length, start };
}

function step(document: Document, parent: unknown, key: PropertyKey): { keyNode?: unknown; child?: unknown } {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isSeq(node)) return { child: node.items[Number(key)] };
  if (!isMap(node)) return {};
  const isWanted = (pair: Pair): boolean =>
    String(isScalar(pair.key) ? pair.key.value : pair.key) === String(key);
  // With a duplicate key the last one's value counts.
  const pair = node.items.findLast(isWanted);
  return pair === undefined ? {} : { keyNode: pair.key, child: pair.value };
}

function isPrefix(prefix: Path, path: Path): boolean {
  return prefix.length <= path.length && prefix.every((key, index) => String(key) === String(path[index]));
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
