import { isRecord } from '@lamella/files';
import { armNames, methodNames } from './control-methods.ts';
import { valueAt } from './describe-issues.ts';
import { experimentSpec } from './experiment-spec.ts';

/** The names of a spec's methods. */
export interface KnownMethods {
  /** Its methods, and the arms of its controls. */
  readonly methods: readonly string[];
  /** The names of what is compared: draws of a kind are one. */
  readonly arms: readonly string[];
}

/** The names of a spec's methods; undefined where its mistakes leave them open. @param value which need not be valid */
export function knownMethods(value: unknown): KnownMethods | undefined {
  const methods = valueAt(value, ['methods']);
  if (!isRecord(methods)) return undefined;
  const names = Object.keys(methods);
  if (valueAt(value, ['controls']) === undefined) return { methods: names, arms: names };
  const { data } = experimentSpec.safeParse(value);
  if (data === undefined) return undefined;
  const { extends: _base, ...spec } = data;
  return { methods: methodNames(spec), arms: armNames(spec) };
}
