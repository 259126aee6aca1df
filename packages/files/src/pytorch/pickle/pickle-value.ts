import type { Dtype } from '../../safetensors/dtypes.ts';

/** A value in the pickle of a state dict. */
export type PickleValue = null | boolean | number | bigint | string | PickleObject;

export type PickleObject =
  | { readonly kind: 'tuple'; readonly items: readonly PickleValue[] }
  | { readonly kind: 'list'; readonly items: PickleValue[] }
  | { readonly kind: 'dict'; readonly entries: Map<string, PickleValue> }
  /** A class or function, by its full name. It is never looked up anywhere. */
  | { readonly kind: 'global'; readonly name: string }
  | Storage
  | StoredTensor;

/** A block of elements outside of the pickle, to which tensors point. */
export interface Storage {
  readonly kind: 'storage';
  readonly dtype: Dtype;
  readonly key: string;
  readonly numElements: number;
}

/** A tensor: element [i, j, …] is element offset + i · strides[0] + j · strides[1] + … of its storage. */
export interface StoredTensor {
  readonly kind: 'tensor';
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

type Kind = PickleObject['kind'];

export function isKind<K extends Kind>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleObject, { readonly kind: K }> {
  return typeof value === 'object' && value !== null && value.kind === kind;
}

/** Names the kind of a value, for a message. */
export function describeValue(value: PickleValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'None';
  if (typeof value !== 'object') return `a ${typeof value}`;
  return value.kind === 'global' ? value.name : `a ${value.kind}`;
}
