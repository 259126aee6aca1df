import { LineCounter, parseDocument, visit, type Document, type ErrorCode } from 'yaml';

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

const harmless: ReadonlySet<ErrorCode> = new Set(['DUPLICATE_KEY', 'TAG_RESOLVE_FAILED']);

/**
 * Reads YAML as values only: no tags, one document, no key twice. The core schema holds whatever a `%YAML`
 * directive says, so that `no` is text and `1e-4` a number.
 */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: 'core',
    prettyErrors: false,
    logLevel: 'error',
  });
  const problems: YamlProblem[] = [...document.errors, ...document.warnings].map(
    ({ code, message, pos }) => ({
      offset: pos[0],
      message: reword(code, message),
    }),
  );
  const loose = aliasesWithoutAnchor(document);
  if (loose.length > 0 || document.errors.some(({ code }) => !harmless.has(code))) {
    return { document, lines, value: undefined, problems: [...problems, ...loose], isWellFormed: false };
  }
  try {
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    return { document, lines, value, problems, isWellFormed: true };
  } catch {
    const message = `Expected at most ${maxAliases} aliases (*name), none of them inside its own anchor, got more.`;
    return {
      document,
      lines,
      value: undefined,
      problems: [...problems, { offset: 0, message }],
      isWellFormed: false,
    };
  }
}

function reword(code: ErrorCode, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'Expected each key once in a section, got this one a second time.';
  if (code === 'TAB_AS_INDENT') return 'Expected spaces as indentation, got a tab.';
  if (code === 'MULTIPLE_DOCS') return 'Expected one document in a file, got a second one.';
  if (code === 'TAG_RESOLVE_FAILED') return `Expected plain values, got a tag: ${message}.`;
  return `Expected valid YAML, got a mistake: ${message}.`;
}

function aliasesWithoutAnchor(document: Document): YamlProblem[] {
  const found: YamlProblem[] = [];
  visit(document, {
    Alias(_key, node) {
      if (node.resolve(document) !== undefined) return;
      const message = `Expected an anchor &${node.source} above this alias, got none.`;
      found.push({ offset: node.range?.[0] ?? 0, message });
    },
  });
  return found;
}
