/** The part of a JSON Schema that specs use. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | false;
  readonly propertyNames?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** The default of a key, as Markdown; undefined if the schema alone says it. */
export type DefaultOf = (path: string) => string | undefined;

/** A section whose keys are told in one place, so that overrides of it only point there. */
const SHARED = ['adapter', 'importance', 'training', 'rows', 'generation'];

/**
 * All keys of a spec as a nested Markdown list, each with its values, whether it is required, its default and meaning.
 */
export function renderKeys(schema: Schema, defaultOf: DefaultOf): string {
  return keysOf(schema, { path: '', indent: '', defaultOf }).join('\n');
}

interface Place {
  readonly path: string;
  readonly indent: string;
  readonly defaultOf: DefaultOf;
}

function keysOf(schema: Schema, place: Place): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const path = place.path === '' ? key : `${place.path}.${key}`;
    const isShared = SHARED.includes(key) && place.path !== '';
    const notes = [
      isShared ? `the keys of [\`${key}\`](#keys), for this alone` : describeValues(field),
      describeDefault(field, {
        isRequired: schema.required?.includes(key) === true,
        own: place.defaultOf(path),
      }),
    ].filter(Boolean);
    const meaning = field.description ? `: ${withMarks(field.description)}` : '';
    const line = `${place.indent}- \`${key}\` (${notes.join('; ')})${meaning}`;
    return isShared ? [line] : [line, ...keysBelow(field, { ...place, path, indent: `${place.indent}  ` })];
  });
}

/** The keys of a section, of a section by name, or of the items of a list. */
function keysBelow(field: Schema, place: Place): string[] {
  const inner = [field, field.items, field.additionalProperties || undefined].find(
    (part) => part?.properties,
  );
  return inner === undefined ? [] : keysOf(inner, place);
}

function describeDefault(field: Schema, about: { isRequired: boolean; own: string | undefined }): string {
  if (about.own !== undefined) return `default ${about.own}`;
  if (field.default !== undefined) return `default ${show(field.default)}`;
  return about.isRequired ? 'required' : '';
}

/** The values that a field takes, in words. */
export function describeValues(field: Schema): string {
  const choices = field.anyOf ?? field.oneOf;
  if (choices !== undefined) return choices.map(describeValues).join(' or ');
  if (field.const !== undefined) return show(field.const);
  if (field.enum !== undefined) return field.enum.map((name) => `\`${name}\``).join(', ');
  switch (field.type) {
    case 'array':
      return `list, each item: ${describeValues(field.items ?? {})}`;
    case 'object':
      return describeObject(field);
    case 'string':
      return field.pattern === undefined ? 'text' : `text like \`${field.pattern}\``;
    case 'boolean':
      return '`true` or `false`';
    default:
      return describeNumber(field);
  }
}

function describeObject({ properties, additionalProperties }: Schema): string {
  if (properties === undefined) {
    if (!additionalProperties || additionalProperties.properties) return 'sections by name';
    return `${describeValues(additionalProperties)}, by name`;
  }
  const fields = Object.entries(properties).map(([key, { const: value }]) =>
    value === undefined ? key : `${key}: ${String(value)}`,
  );
  return fields.length > 4 ? 'section' : `\`{${fields.join(', ')}}\``;
}

function describeNumber({ type, minimum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  const bounds = [
    minimum === undefined ? '' : `at least ${minimum}`,
    exclusiveMinimum === undefined ? '' : `above ${exclusiveMinimum}`,
    exclusiveMaximum === undefined ? '' : `below ${exclusiveMaximum}`,
  ].filter(Boolean);
  return [type === 'integer' ? 'whole number' : 'number', bounds.join(' and ')].filter(Boolean).join(' ');
}

function show(value: unknown): string {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

/** Marks text in braces of the description as code. */
function withMarks(description: string): string {
  return description.replace(/(?<!`)\{[^}]+\}/g, '`$&`');
}
