/**
 * The rule of a field of a JSON file of a model or an adapter: it is read (and checked where it is read), it has no
 * effect on what Lamella computes, or it would have one and is refused unless its value is a neutral one.
 */
export type FieldRule =
  | { readonly kind: 'used' }
  | { readonly kind: 'no effect'; readonly why: string }
  | { readonly kind: 'only'; readonly values: readonly unknown[]; readonly why: string };

/** Every field that is known, by its name. */
export type FieldRules = Readonly<Record<string, FieldRule>>;

/** Fields that are read. */
export function used(...names: readonly string[]): FieldRules {
  return ruleFor(names, { kind: 'used' });
}

/**
 * Fields that change nothing here, whatever their value.
 *
 * @param why the reason, a phrase that goes on from "has no effect: "
 */
export function noEffect(why: string, ...names: readonly string[]): FieldRules {
  return ruleFor(names, { kind: 'no effect', why });
}

/**
 * Fields that are refused unless they are absent or have one of the values, compared as JSON.
 *
 * @param why what another value would ask for, a phrase that goes on from "which is not supported: "
 */
export function only(values: readonly unknown[], why: string, ...names: readonly string[]): FieldRules {
  return ruleFor(names, { kind: 'only', values, why });
}

function ruleFor(names: readonly string[], rule: FieldRule): FieldRules {
  return Object.fromEntries(names.map((name) => [name, rule]));
}
