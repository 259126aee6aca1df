import { iterate, typeName, Tuple, type Value } from './values.ts';

type Method = (text: string, args: readonly Value[], named: ReadonlyMap<string, Value>) => Value;

/** Python's white space, which differs from JavaScript's: it has the separators U+001C to U+001F and no U+FEFF. */
const SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

/** `text.strip(characters)` and its one-sided forms. */
export function strip(text: string, side: 'both' | 'left' | 'right', characters: Value = null): string {
  if (characters !== null && typeof characters !== 'string') throw new Error('strip arg must be None or str');
  const set = characters === null ? SPACE : characters.replace(/[\]\\^-]/g, '\\$&');
  if (set === '') return text;
  const left = side === 'right' ? text : text.replace(new RegExp(`^[${set}]+`, 'u'), '');
  return side === 'left' ? left : left.replace(new RegExp(`(?<![${set}])[${set}]+$`, 'u'), '');
}

/** `text.split(separator, maxsplit)`. */
export function split(text: string, separator: Value = null, limit: Value = -1): string[] {
  const max = typeof limit === 'number' && limit >= 0 ? limit : Infinity;
  if (separator === null) return splitAtSpace(strip(text, 'left'), max);
  if (typeof separator !== 'string') throw new Error(`must be str or None, not ${typeName(separator)}`);
  if (separator === '') throw new Error('empty separator');
  const parts = text.split(separator);
  return parts.length <= max + 1 ? parts : [...parts.slice(0, max), parts.slice(max).join(separator)];
}

function splitAtSpace(text: string, max: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest !== '') {
    const gap = parts.length < max ? new RegExp(`[${SPACE}]+`, 'u').exec(rest) : null;
    if (gap === null) return [...parts, rest];
    parts.push(rest.slice(0, gap.index));
    rest = rest.slice(gap.index + gap[0].length);
  }
  return parts;
}

/** `text.replace(old, new, count)`; a negative count is none. */
export function replace(text: string, [old, by, count = -1]: readonly Value[]): string {
  if (typeof old !== 'string' || typeof by !== 'string') throw new Error('replace() needs two texts');
  const max = typeof count === 'number' && count >= 0 ? count : Infinity;
  const parts = old === '' ? ['', ...Array.from(text), ''] : text.split(old);
  const head = parts.slice(0, Math.min(max, parts.length - 1) + 1).join(by);
  const tail = parts.slice(Math.min(max, parts.length - 1) + 1);
  return tail.length === 0 ? head : head + old + tail.join(old);
}

/** `text.capitalize()`. */
export function capitalize(text: string): string {
  const [first = '', ...rest] = Array.from(text);
  return first.toUpperCase() + rest.join('').toLowerCase();
}

function begins(text: string, prefix: Value | undefined, test: (part: string) => boolean): boolean {
  const parts = prefix instanceof Tuple ? prefix.items : [prefix ?? null];
  return parts.some((part) => {
    if (typeof part === 'string') return test(part);
    throw new Error(`startswith and endswith need a text or a tuple of texts, not ${typeName(part)}`);
  });
}

function plain(method: Method): Method {
  return (text, args, named) => {
    if (named.size === 0) return method(text, args, named);
    throw new Error(
      `a named argument "${[...named.keys()].join('", "')}" of a text's method is not supported`,
    );
  };
}

/** The methods of texts that templates may call. */
export const STRING_METHODS: Readonly<Record<string, Method>> = {
  strip: plain((text, [characters]) => strip(text, 'both', characters)),
  lstrip: plain((text, [characters]) => strip(text, 'left', characters)),
  rstrip: plain((text, [characters]) => strip(text, 'right', characters)),
  upper: plain((text) => text.toUpperCase()),
  lower: plain((text) => text.toLowerCase()),
  capitalize: plain(capitalize),
  startswith: plain((text, [prefix]) => begins(text, prefix, (part) => text.startsWith(part))),
  endswith: plain((text, [suffix]) => begins(text, suffix, (part) => text.endsWith(part))),
  split: plain((text, [separator, limit]) => split(text, separator, limit)),
  replace: plain((text, args) => replace(text, args)),
  removeprefix: plain((text, [prefix]) => {
    return typeof prefix === 'string' && text.startsWith(prefix) ? text.slice(prefix.length) : text;
  }),
  removesuffix: plain((text, [suffix]) => {
    const ends = typeof suffix === 'string' && suffix !== '' && text.endsWith(suffix);
    return ends ? text.slice(0, text.length - suffix.length) : text;
  }),
  join: plain((text, [parts = null]) => {
    const texts = iterate(parts);
    if (texts.every((part) => typeof part === 'string')) return texts.join(text);
    throw new Error('sequence item: expected str instance');
  }),
  count: plain((text, [part]) => {
    if (typeof part === 'string' && part !== '') return text.split(part).length - 1;
    throw new Error('count of nothing is not supported');
  }),
  find: plain((text, [part]) => {
    if (typeof part !== 'string') throw new Error('must be str');
    const index = text.indexOf(part);
    return index < 0 ? -1 : Array.from(text.slice(0, index)).length;
  }),
};

/** Further methods of Python's texts, which are refused by name. */
export const OTHER_STRING_METHODS: readonly string[] =
  'casefold center encode expandtabs format format_map index isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper ljust maketrans partition rfind rindex rjust rpartition rsplit splitlines swapcase title translate zfill'.split(
    ' ',
  );
