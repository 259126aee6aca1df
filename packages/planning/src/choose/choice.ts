/** A setting that was chosen, and the reason in a clause that stands beside it. */
export interface Choice<Value> {
  readonly value: Value;
  readonly why: string;
}

/** A setting that the user has named. */
export function given<Value>(value: Value): Choice<Value> {
  return { value, why: 'as given' };
}
