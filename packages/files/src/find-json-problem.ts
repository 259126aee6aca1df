/** Where a JSON text is wrong, and why. */
export interface JsonProblem {
  readonly offset: number;
  readonly message: string;
}

/** The states of the parser: the first characters of the tokens allowed next (`v` stands for a number, true, false or null). */
const states = {
  value: { allowed: '{["v', text: 'a value' },
  firstItem: { allowed: '{["v]', text: 'a value or "]"' },
  firstKey: { allowed: '"}', text: 'a key in quotes or "}"' },
  key: { allowed: '"', text: 'a key in quotes' },
  colon: { allowed: ':', text: '":"' },
  afterItem: { allowed: ',]', text: '"," or "]"' },
  afterMember: { allowed: ',}', text: '"," or "}"' },
  end: { allowed: '', text: 'the end of the text' },
} as const;

type State = keyof typeof states;

interface Container {
  readonly isObject: boolean;
  /** Absent as long as there are none: a text may open millions of containers. */
  keys?: Set<string>;
}

const space = /[ \t\n\r]*/y;
const punctuation = /[{}[\],:]/y;
const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const stringStop = /["\\\u0000-\u001f]/g;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * The first problem of a JSON text (RFC 8259), or undefined if there is none. Beyond what `JSON.parse` checks,
 * a key that stands twice in one object is a problem, and so is nesting deeper than `maxDepth`.
 */
export function findJsonProblem(text: string, options: { maxDepth?: number } = {}): JsonProblem | undefined {
  const { maxDepth = Infinity } = options;
  const open: Container[] = [];
  let state: State = 'value';
  let offset = 0;
  for (;;) {
    offset = endOf(space, text, offset) ?? offset;
    if (offset === text.length && state === 'end') return undefined;
    const end = endOfToken(text, offset);
    if (typeof end !== 'number') return end;
    const kind = kindOf(text[offset]);
    if (kind === undefined || !states[state].allowed.includes(kind)) {
      return { offset, message: `expected ${states[state].text}, got ${describe(text, offset)}` };
    }
    if (kind === '"' && (state === 'key' || state === 'firstKey')) {
      const key = String(JSON.parse(text.slice(offset, end)));
      const container = open.at(-1) as Container;
      const keys = (container.keys ??= new Set());
      if (keys.has(key))
        return { offset, message: `the key ${JSON.stringify(key.slice(0, 100))} stands twice` };
      keys.add(key);
    }
    state = advance(kind, state, open);
    if (open.length > maxDepth) return { offset, message: `nested more than ${maxDepth} deep` };
    offset = end;
  }
}

/** The line and column, both counted from 1, of an offset in a text. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

function kindOf(character: string | undefined): string | undefined {
  if (character === undefined || '{}[],:"'.includes(character)) return character;
  return 'v';
}

function advance(kind: string, state: State, open: Container[]): State {
  switch (kind) {
    case '{':
    case '[':
      open.push({ isObject: kind === '{' });
      return kind === '{' ? 'firstKey' : 'firstItem';
    case ':':
      return 'value';
    case ',':
      return state === 'afterMember' ? 'key' : 'value';
    case '}':
    case ']':
      open.pop();
      break;
    case '"':
      if (state === 'key' || state === 'firstKey') return 'colon';
  }
  const container = open.at(-1);
  if (container === undefined) return 'end';
  return container.isObject ? 'afterMember' : 'afterItem';
}

function endOfToken(text: string, start: number): number | JsonProblem {
  if (start === text.length) return start;
  if (text[start] === '"') return endOfString(text, start);
  const end = endOf(punctuation, text, start) ?? endOf(scalar, text, start);
  return end ?? { offset: start, message: `got ${describe(text, start)}` };
}

function endOfString(text: string, start: number): number | JsonProblem {
  let offset = start + 1;
  for (;;) {
    stringStop.lastIndex = offset;
    const stop = stringStop.exec(text);
    if (stop === null) return { offset: start, message: 'a string has no closing quote' };
    if (stop[0] === '"') return stop.index + 1;
    const end = stop[0] === '\\' ? endOf(escape, text, stop.index) : undefined;
    if (end === undefined)
      return { offset: stop.index, message: `got ${describe(text, stop.index)} in a string` };
    offset = end;
  }
}

function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function describe(text: string, offset: number): string {
  return offset >= text.length ? 'the end of the text' : JSON.stringify(text.slice(offset, offset + 10));
}
