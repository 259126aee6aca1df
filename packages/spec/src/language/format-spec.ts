import { isDeepStrictEqual } from 'node:util';
import { Document, isMap, isScalar, type Node, parse, Scalar, visit } from 'yaml';

/** Comments written beside the keys of a spec. */
export interface SpecComments {
  /** Lines above the first key. */
  readonly top: readonly string[];
  /** Comments behind values, by the path of their keys with dots: `training.epochs`. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * A spec's values as YAML, with a comment behind each value that has a reason. Lists are written in one line. `parseSpec` reads it
 * back as the same values.
 */
export function formatSpec(spec: object, { top, values }: SpecComments = { top: [], values: {} }): string {
  const document = new Document(spec);
  visit(document, {
    Seq: (_key, node) => {
      node.flow = true;
    },
    Scalar: (_key, node) => {
      // What looks like a list of bits, such as a one-hot selection, stays text.
      if (typeof node.value === 'string' && /^[\d.]+$/.test(node.value)) node.type = Scalar.QUOTE_SINGLE;
    },
  });
  for (const [path, comment] of Object.entries(values)) {
    const node = findNode(document.contents, path.split('.'));
    if (node !== undefined) node.comment = ` ${comment}`;
  }
  document.commentBefore = top.map((line) => ` ${line}`).join('\n');
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Whether two texts in YAML have the same values, whatever their comments and their layout. */
export function isSameSpec(one: string, other: string): boolean {
  try {
    return isDeepStrictEqual(parse(one), parse(other));
  } catch {
    return false;
  }
}

function findNode(node: unknown, path: readonly string[]): Node | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return isScalar(node) ? node : undefined;
  return isMap(node) ? findNode(node.get(key, true), rest) : undefined;
}
