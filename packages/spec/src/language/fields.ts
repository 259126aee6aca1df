import { z } from 'zod';

/**
 * Building blocks of a spec's schema. By convention the message of an issue says only what was expected
 * (for unknown keys: the valid keys); `describeIssues` adds what was found, where, and the nearest valid name.
 */

/** A mapping with exactly these keys: any other key is a problem. */
export function section<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const keys = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? keys : `a section with keys of ${keys}`),
  });
}

/** The same section with every key optional: what an override may say. */
export function overridesOf<Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodObject<{ [Key in keyof Shape]: z.ZodExactOptional<Shape[Key]> }, z.core.$strict> {
  const optional = Object.fromEntries(
    Object.entries(shape).map(([key, field]) => [key, z.exactOptional(field).describe(describe(field))]),
  );
  return section(optional as { [Key in keyof Shape]: z.ZodExactOptional<Shape[Key]> });
}

/** A mapping from some of these names to values of one kind. */
export function byName<const Names extends readonly string[], Value extends z.ZodType>(
  names: Names,
  value: Value,
): z.ZodRecord<z.ZodEnum<{ [Name in Names[number]]: Name }> & z.core.$partial, Value> {
  const keys = names.join(', ');
  return z.partialRecord(oneOf(names), value, {
    error: (issue: { readonly code?: string }) =>
      issue.code === 'unrecognized_keys' ? keys : `a section with keys of ${keys}`,
  });
}

/** One name of a closed set. */
export function oneOf<const Names extends readonly string[]>(
  names: Names,
): z.ZodEnum<{ [Name in Names[number]]: Name }> {
  return z.enum(names, { error: `one of ${names.join(', ')}` });
}

/** A list with at least one item and no item twice. */
export function listOf<Item extends z.ZodType>(item: Item, what: string): z.ZodArray<Item> {
  return z
    .array(item, { error: `a list of ${what}` })
    .min(1, { error: `a list with at least one of ${what}` })
    .refine((items) => new Set(items).size === items.length, {
      error: `a list of different ${what}`,
    });
}

/** Sections, lists, names or numbers in one place; the text says what all of them are. */
export function anyOf<const Options extends readonly [z.ZodType, ...z.ZodType[]]>(
  options: Options,
  expected: string,
): z.ZodUnion<Options> {
  return z.union(options, { error: expected });
}

/** @param most beyond which a value is a slip that no machine could follow */
export function wholeNumber(least: number, most?: number): z.ZodInt {
  const error = `a whole number of at least ${least}`;
  const number = z.int({ error }).min(least, { error });
  return most === undefined ? number : number.max(most, { error: `a whole number of at most ${most}` });
}

export function positiveNumber(): z.ZodNumber {
  const error = 'a number above 0';
  return z.number({ error }).positive({ error });
}

export function numberFromZero(): z.ZodNumber {
  const error = 'a number of at least 0';
  return z.number({ error }).min(0, { error });
}

/** N, or a ratio of a model's layers. */
export function layerCount(): z.ZodUnion<readonly [z.ZodInt, z.ZodNumber]> {
  return anyOf(
    [wholeNumber(1), z.number().gt(0).lt(1, { abort: true })],
    'a number of layers (1, 2, ...) or a ratio between 0 and 1',
  );
}

/** A part of a whole that is neither nothing nor all. */
export function share(): z.ZodNumber {
  const error = 'a number above 0 and below 1';
  return z.number({ error }).gt(0, { error }).lt(1, { error });
}

/** A probability or rate that may be 0 but not 1: dropout, Adam's betas. */
export function rate(): z.ZodNumber {
  const error = 'a number of at least 0 and below 1';
  return z.number({ error }).min(0, { error }).lt(1, { error });
}

export function text(expected = 'text'): z.ZodString {
  return z
    .string({ error: expected })
    .trim()
    .min(1, { error: `${expected} that is not empty` });
}

export function trueOrFalse(): z.ZodBoolean {
  return z.boolean({ error: 'true or false' });
}

/** Values by the name of a module or a pattern of it. */
export function pattern<Value extends z.ZodType>(
  value: Value,
  what: string,
): z.ZodRecord<z.ZodString, Value> {
  return z.record(text('a name of a module'), value, { error: `${what} by the names of modules` });
}

/** A name that is also a safe file name. */
export function slug(): z.ZodString {
  const error = 'a name of lower-case letters, digits and single hyphens (at most 60 characters)';
  return z
    .string({ error })
    .max(60, { error })
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error });
}

/** Names of a spec whose folder would be another thing: what all specs share, and devices where a folder is copied to Windows. */
const RESERVED = /^(?:importance|con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

/** The name of a folder of results. */
export function folderName(): z.ZodString {
  return slug().refine((name) => !RESERVED.test(name), {
    error:
      'another name than importance, where all specs keep importance, and the names of devices (con, nul)',
  });
}

function describe(field: z.core.$ZodType): string {
  return z.globalRegistry.get(field)?.description ?? '';
}
