import { isRecord } from '@lamella/files';
import { z } from 'zod';

/**
 * A value laid over the one that it extends: sections are merged key by key, as deep as the schema has sections; lists, single
 * values and alternatives (`warmup`, a model, data of another kind) are replaced whole.
 *
 * @param schema of both, which neither need fit
 */
export function mergeValues(schema: z.core.$ZodType | undefined, base: unknown, own: unknown): unknown {
  if (own === undefined) return base;
  if (!isRecord(base) || !isRecord(own)) return own;
  const member = memberSchema(schema, base, own);
  if (member === undefined) return own;
  const keys = new Set([...Object.keys(base), ...Object.keys(own)]);
  const valueOf = (value: Readonly<Record<string, unknown>>, key: string): unknown =>
    Object.hasOwn(value, key) ? value[key] : undefined;
  return Object.fromEntries(
    [...keys].map((key) => [key, mergeValues(member(key), valueOf(base, key), valueOf(own, key))]),
  );
}

type Member = (key: string) => z.core.$ZodType | undefined;
type Section = Readonly<Record<string, unknown>>;

/** The schema of a section's members; undefined for what is replaced whole. */
function memberSchema(schema: z.core.$ZodType | undefined, base: Section, own: Section): Member | undefined {
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Readonly<Record<string, z.core.$ZodType>>;
    return (key) => (Object.hasOwn(shape, key) ? shape[key] : undefined);
  }
  if (schema instanceof z.ZodRecord) return () => schema.valueType;
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodDefault
  )
    return memberSchema(schema.unwrap(), base, own);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const key = schema.def.discriminator;
    if (own[key] !== undefined && own[key] !== base[key]) return undefined;
    const option = schema.options.find((one) => isOfKind(one, { key, kind: base[key] }));
    return memberSchema(option, base, own);
  }
  return undefined;
}

function isOfKind(
  option: z.core.$ZodType,
  { key, kind }: { readonly key: string; readonly kind: unknown },
): boolean {
  if (!(option instanceof z.ZodObject)) return false;
  const field: unknown = option.shape[key];
  return field instanceof z.ZodLiteral && field.values.has(kind as z.core.util.Literal);
}
