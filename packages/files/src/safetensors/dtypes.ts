/** The element types that Lamella reads and writes, by the names of PyTorch. */
export type Dtype = keyof typeof dtypes;

/** Per dtype: the name in a safetensors header and the bytes of one element, in the order in which the format's own library sorts them. */
export const dtypes = {
  bool: { code: 'BOOL', bytes: 1 },
  uint8: { code: 'U8', bytes: 1 },
  int8: { code: 'I8', bytes: 1 },
  int16: { code: 'I16', bytes: 2 },
  float16: { code: 'F16', bytes: 2 },
  bfloat16: { code: 'BF16', bytes: 2 },
  int32: { code: 'I32', bytes: 4 },
  float32: { code: 'F32', bytes: 4 },
  float64: { code: 'F64', bytes: 8 },
  int64: { code: 'I64', bytes: 8 },
} as const;

/** The dtypes in the order of the table. */
export const dtypeNames = Object.keys(dtypes) as readonly Dtype[];

const byCode: ReadonlyMap<string, Dtype> = new Map(dtypeNames.map((dtype) => [dtypes[dtype].code, dtype]));

/** The dtype with this name in a safetensors header, or undefined if Lamella does not read it. */
export function dtypeOfCode(code: unknown): Dtype | undefined {
  return typeof code === 'string' ? byCode.get(code) : undefined;
}
