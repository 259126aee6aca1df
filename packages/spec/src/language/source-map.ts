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
  readonly line: number;
  readonly column: number;
}

/** Where a spec's values were written: in a file, or on the command line. */
export class SourceMap {
  readonly #file: string;
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #overrides: readonly Override[];

  constructor(
    file: string,
    yaml: { document: Document; lines: LineCounter },
    overrides: readonly Override[],
  ) {
    this.#file = file;
    this.#document = yaml.document;
    this.#lines = yaml.lines;
    this.#overrides = overrides;
  }

  /** The place of an offset into the text. */
  at(offset: number): Place {
    const { line, col: column } = this.#lines.linePos(offset);
    return { name: `${this.#file}:${line}:${column}`, line, column };
  }

  /** The place of a value, or of its key; of the section that it is missing from if it does not exist. */
  locate(path: Path, atKey: boolean): Place {
    const override = this.#overrides.findLast(
      ({ path: replaced }) => isPrefix(replaced, path) || (atKey && isPrefix(path, replaced)),
    );
    if (override !== undefined) return { name: override.source, line: Infinity, column: 0 };
    let node: unknown = this.#document.contents;
    let start = offsetOf(node) ?? 0;
    for (const [index, key] of path.entries()) {
      const isLast = index === path.length - 1;
      const { keyNode, child } = this.#step(node, key);
      if (keyNode === undefined && child === undefined) break;
      start =
        (isLast && !atKey ? offsetOf(child) : undefined) ?? offsetOf(keyNode) ?? offsetOf(child) ?? start;
      node = child;
    }
    return this.at(start);
  }

  #step(parent: unknown, key: PropertyKey): { keyNode?: unknown; child?: unknown } {
    const node = isAlias(parent) ? parent.resolve(this.#document) : parent;
    if (isSeq(node)) return { child: node.items[Number(key)] };
    if (!isMap(node)) return {};
    const isWanted = (pair: Pair): boolean =>
      String(isScalar(pair.key) ? pair.key.value : pair.key) === String(key);
    // With a duplicate key the last one's value counts.
    const pair = node.items.findLast(isWanted);
    return pair === undefined ? {} : { keyNode: pair.key, child: pair.value };
  }
}

function isPrefix(prefix: Path, path: Path): boolean {
  return prefix.length <= path.length && prefix.every((key, index) => String(key) === String(path[index]));
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}
