import { isDict, isList, Tuple, typeName, type Value } from './values.ts';

/** Arguments of Python's `json.dumps`, in the order in which the filter takes them. */
export interface JsonOptions {
  readonly ensureAscii: boolean;
  readonly indent: number | undefined;
  readonly separators: readonly [string, string];
  readonly sortKeys: boolean;
}

/** `json.dumps(value)` of Python. */
export function toJson(value: Value, options: JsonOptions, depth = 0): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return JSON.stringify(value);
  if (typeof value === 'string') return quote(value, options.ensureAscii);
  const [, colon] = options.separators;
  if (isList(value) || value instanceof Tuple) {
    const items = isList(value) ? value : value.items;
    return enclose(
      '[]',
      items.map((item) => toJson(item, options, depth + 1)),
      { options, depth },
    );
  }
  if (!isDict(value)) throw new Error(`Object of type ${typeName(value)} is not JSON serializable`);
  const entries = [...value];
  if (options.sortKeys) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = entries.map(
    ([key, item]) => quote(key, options.ensureAscii) + colon + toJson(item, options, depth + 1),
  );
  return enclose('{}', parts, { options, depth });
}

function enclose(
  [open = '', close = '']: string,
  parts: readonly string[],
  { options: { indent, separators }, depth }: { options: JsonOptions; depth: number },
): string {
  if (parts.length === 0) return open + close;
  const [comma] = separators;
  if (indent === undefined) return open + parts.join(comma) + close;
  const margin = (level: number): string => `\n${' '.repeat(indent * level)}`;
  return open + margin(depth + 1) + parts.join(comma + margin(depth + 1)) + margin(depth) + close;
}

/** Python escapes U+007F in ASCII alone, and leaves it as it is otherwise, as JavaScript does. */
function quote(text: string, ensureAscii: boolean): string {
  const quoted = JSON.stringify(text);
  if (!ensureAscii) return quoted;
  return quoted.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
