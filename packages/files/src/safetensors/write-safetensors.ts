import { writeFileAtomically } from '../write-file-atomically.ts';
import { dtypeNames, dtypes } from './dtypes.ts';
import { sizeOf, type HostTensor } from './host-tensor.ts';

/**
 * Writes a safetensors file whole or not at all, byte for byte as the format's own library does: wider dtypes
 * first, then by name; the header is padded with spaces to a multiple of 8 bytes.
 *
 * @param metadata texts for `__metadata__`; `transformers` refuses weights without `format: 'pt'`, hence the default
 * @throws UserError when the disk is full or the folder can't be written to
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, HostTensor>,
  metadata: Readonly<Record<string, string>> = { format: 'pt' },
): Promise<void> {
  await writeFileAtomically(path, encodeSafetensors(tensors, metadata));
}

/**
 * The pieces of a safetensors file. The bytes of a tensor are asked for once, when its piece is next: they may be read only then.
 *
 * @param metadata texts for `__metadata__`
 */
export function* encodeSafetensors(
  tensors: ReadonlyMap<string, HostTensor>,
  metadata: Readonly<Record<string, string>>,
): Generator<Uint8Array> {
  const ordered = [...tensors].sort(compareTensors);
  const header: [string, unknown][] = [['__metadata__', metadata]];
  let position = 0;
  for (const [name, tensor] of ordered) {
    const { dtype, shape } = tensor;
    const end = position + numBytes(tensor);
    header.push([name, { dtype: dtypes[dtype].code, shape, data_offsets: [position, end] }]);
    position = end;
  }
  yield encodeHeader(header);
  for (const [name, tensor] of ordered) yield checkedBytes(name, tensor);
}

function numBytes({ shape, dtype }: HostTensor): number {
  return sizeOf(shape) * dtypes[dtype].bytes;
}

function encodeHeader(members: readonly (readonly [string, unknown])[]): Uint8Array {
  // Written member by member: an object would move names that look like numbers to the front.
  const json = `{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
  const text = Buffer.from(json);
  const result = Buffer.alloc(8 + Math.ceil(text.length / 8) * 8, ' ');
  result.writeBigUInt64LE(BigInt(result.length - 8));
  text.copy(result, 8);
  return result;
}

function compareTensors([nameA, a]: [string, HostTensor], [nameB, b]: [string, HostTensor]): number {
  const byDtype = dtypeNames.indexOf(b.dtype) - dtypeNames.indexOf(a.dtype);
  return byDtype || Buffer.compare(Buffer.from(nameA), Buffer.from(nameB));
}

function checkedBytes(name: string, tensor: HostTensor): Uint8Array {
  const expected = numBytes(tensor);
  const { bytes } = tensor;
  if (bytes.length === expected && name !== '__metadata__') return bytes;
  const found = `${bytes.length} bytes for ${tensor.dtype} [${tensor.shape.join(', ')}]`;
  throw new Error(
    `Expected tensor "${name}" to have ${expected} bytes and a name other than "__metadata__", got ${found}`,
  );
}
