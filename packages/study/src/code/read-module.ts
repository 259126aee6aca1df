import { readTokens } from './read-tokens.ts';

/** The names that are taken from a module, or all that it has. */
export type Names = 'all' | readonly string[];

/** A module that another one loads. */
export interface Import {
  readonly specifier: string;
  readonly names: Names;
}

/** A source, taken apart: what it loads, what it passes on from others, and what it does itself. */
export interface Module {
  readonly imports: readonly Import[];
  /** `export … from`: by the name that is exported, where it comes from. */
  readonly passedOn: ReadonlyMap<string, { readonly specifier: string; readonly name: string }>;
  /** The modules of which all is passed on. */
  readonly passedOnWhole: readonly string[];
  /** The tokens of all other statements; imports are among them, those of types alone are not. */
  readonly own: readonly string[];
}

interface Parts {
  readonly imports: Import[];
  readonly passedOn: Map<string, { specifier: string; name: string }>;
  readonly passedOnWhole: string[];
  readonly own: string[];
}

/** Takes a source in TypeScript or JavaScript apart. */
export function readModule(source: string): Module {
  const tokens = readTokens(source);
  const parts: Parts = { imports: [], passedOn: new Map(), passedOnWhole: [], own: [] };
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at];
    const isStatement = tokens[at - 1] !== '.' && (token === 'import' || token === 'export');
    const end = isStatement ? endOfClause(tokens, at, token) : at + 1;
    if (end > at + 1) addClause(tokens.slice(at, end), parts);
    else parts.own.push(tokens[at] ?? '');
    at = end;
  }
  return parts;
}

/** Where an `import` or `export … from` that begins at a token ends, without its semicolon; after that token if it is neither. */
function endOfClause(tokens: readonly string[], at: number, keyword: string): number {
  const next = tokens[at + 1] ?? '';
  if (keyword === 'import' && isText(next)) return at + 2;
  if (keyword === 'import' && next === '(') return isText(tokens[at + 2]) ? at + 3 : at + 1;
  const isClause =
    keyword === 'import' ? next !== '.' : next === '*' || next === '{' || isTypeList(tokens, at);
  if (!isClause) return at + 1;
  for (let end = at + 1; end < tokens.length && tokens[end] !== ';'; end++)
    if (tokens[end] === 'from' && isText(tokens[end + 1])) return end + 2;
  return at + 1;
}

function isTypeList(tokens: readonly string[], at: number): boolean {
  return tokens[at + 1] === 'type' && (tokens[at + 2] === '{' || tokens[at + 2] === '*');
}

function addClause(clause: readonly string[], { imports, passedOn, passedOnWhole, own }: Parts): void {
  const specifier = (clause.at(-1) ?? '').slice(1, -1);
  const [keyword, first, second] = clause;
  if (first === 'type' && second !== 'from' && second !== ',') return;
  if (keyword === 'import') {
    imports.push({ specifier, names: first === '{' ? listed(clause).map(([name]) => name) : 'all' });
    own.push(...clause);
  } else if (first === '*') passedOnWhole.push(specifier);
  else for (const [name, as] of listed(clause)) passedOn.set(as, { specifier, name });
}

/** The names in braces, without those of types, each with what it is called here. */
function listed(clause: readonly string[]): [name: string, as: string][] {
  const inner = clause.slice(clause.indexOf('{') + 1, clause.indexOf('}'));
  const members = inner
    .join(' ')
    .split(' , ')
    .filter((member) => member !== '');
  return members
    .filter((member) => !/^type (?!as )/.test(member))
    .map((member) => {
      const [name = '', as = name] = member.split(' as ');
      return [name, as];
    });
}

function isText(token: string | undefined): boolean {
  return /^['"]/.test(token ?? '');
}
