import { printable, shorten } from '@lamella/core';
import {
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type ErrorCode,
  type Node,
} from 'yaml';

/** A spec's text as YAML 1.2, with what is wrong with it as YAML. */
export interface YamlText {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly value: unknown;
  readonly problems: readonly YamlProblem[];
  /** Whether the value is what the author meant, so that it makes sense to check it further. */
  readonly isWellFormed: boolean;
}

interface YamlProblem {
  readonly offset: number;
  readonly message: string;
}

/** More than anyone writes by hand; aliases of aliases multiply. */
const maxAliases = 100;
const maxDepth = 64;

const harmless: ReadonlySet<ErrorCode> = new Set(['TAG_RESOLVE_FAILED']);

const tooDeep = `Expected at most ${maxDepth} levels of nesting, got more.`;
const tooManyAliases = `Expected at most ${maxAliases} aliases (*name), none of them inside its own anchor, got more.`;

/**
 * Reads YAML as values only: no tags, one document, no key twice, no control characters. The core schema holds whatever a `%YAML`
 * directive says, so that `no` is text and `1e-4` a number.
 */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: 'core',
    prettyErrors: false,
    logLevel: 'error',
    // Compares every key with every other one; `findTwice` does not.
    uniqueKeys: false,
  });
  const problems = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    offset: pos[0],
    message: reword(code, message),
  }));
  const failed = (all: readonly YamlProblem[]): YamlText => ({
    ...{ document, lines, value: undefined, problems: all, isWellFormed: false },
  });
  const { bound, fatal, others } = inspect(document);
  // What the parser says of such a text follows from it.
  if (bound !== undefined) return failed([bound]);
  if (fatal.length > 0 || document.errors.some(({ code }) => !harmless.has(code)))
    return failed([...problems, ...fatal, ...others]);
  try {
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    return { document, lines, value, problems: [...problems, ...others], isWellFormed: true };
  } catch {
    return failed([...problems, ...others, { offset: 0, message: tooManyAliases }]);
  }
}

function reword(code: ErrorCode, message: string): string {
  if (message.startsWith('Maximum call stack')) return tooDeep;
  if (code === 'TAB_AS_INDENT') return 'Expected spaces as indentation, got a tab.';
  if (code === 'MULTIPLE_DOCS') return 'Expected one document in a file, got a second one.';
  if (code === 'TAG_RESOLVE_FAILED') return `Expected plain values, got a tag: ${message}.`;
  return `Expected valid YAML, got a mistake: ${message}.`;
}

/** What the parser lets pass. */
interface Findings {
  /** A bound that the text goes beyond: it was not looked at any further. */
  readonly bound: YamlProblem | undefined;
  /** What leaves no value to be checked further. */
  readonly fatal: readonly YamlProblem[];
  readonly others: readonly YamlProblem[];
}

function inspect(document: Document): Findings {
  let bound: YamlProblem | undefined;
  const fatal: YamlProblem[] = [];
  const others: YamlProblem[] = [];
  let numAliases = 0;
  const refuse = (node: Node, message: string): symbol => {
    bound = { offset: startOf(node), message };
    return visit.BREAK;
  };
  visit(document, {
    // Looking for an anchor takes as long as the document is.
    Alias(key, node) {
      if (++numAliases > 10 * maxAliases) return refuse(node, tooManyAliases);
      if (key === 'key')
        others.push({ offset: startOf(node), message: 'Expected keys as they are, got an alias.' });
      if (node.resolve(document) !== undefined) return undefined;
      fatal.push({
        offset: startOf(node),
        message: `Expected an anchor &${node.source} above this alias, got none.`,
      });
      return undefined;
    },
    Collection: (_key, node, path) => {
      if (path.filter(isCollection).length >= maxDepth) return refuse(node, tooDeep);
      if (isMap(node)) others.push(...findTwice(node.items.map(({ key }) => key)));
      return undefined;
    },
    Scalar(key, node) {
      const message = textProblem(node.value, key === 'key');
      if (message !== undefined) others.push({ offset: startOf(node), message });
    },
  });
  return { bound, fatal, others };
}

function findTwice(keys: readonly unknown[]): YamlProblem[] {
  const found = new Set<unknown>();
  return keys.flatMap((key) => {
    if (!isScalar(key)) return [];
    if (!found.has(key.value)) return (found.add(key.value), []);
    const message = 'Expected each key once in a section, got this one a second time.';
    return [{ offset: startOf(key), message }];
  });
}

/** A key that JavaScript takes for an object's prototype would vanish, and what acts on terminals would be shown in tables. */
function textProblem(value: unknown, isKey: boolean): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (isKey && value === '__proto__')
    return 'Expected the name of a setting, got __proto__, which can be none.';
  if (!/[^\P{Cc}\t\r\n]/u.test(value)) return undefined;
  return `Expected text without control characters, got "${shorten(printable(value))}".`;
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
