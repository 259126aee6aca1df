import { readCpuFlags } from '../native/cpu-flags.ts';
import type { Bfloat16Support } from './environment-report.ts';

type Engine = typeof import('../index.ts');

/** The names in /proc/cpuinfo of the instructions that multiply bfloat16 numbers, on x86 and on ARM. */
const INSTRUCTIONS = ['avx512_bf16', 'amx_bf16', 'bf16'];

/** Multiplies two matrices in bfloat16, and looks up whether the processor has instructions for it. */
export function probeBfloat16(engine: Engine): Bfloat16Support {
  return { works: canMultiply(engine), instructions: bfloat16Instructions(readCpuFlags()) };
}

/** Those of a processor's flags that stand for bfloat16 arithmetic. */
export function bfloat16Instructions(flags: readonly string[]): string[] {
  return INSTRUCTIONS.filter((name) => flags.includes(name));
}

function canMultiply({ currentBinding, typeAttribute, DataType }: Engine): boolean {
  const binding = currentBinding();
  const no = { type: binding.TF_ATTR_BOOL, value: false };
  const attributes = [
    typeAttribute('T', DataType.bfloat16),
    { name: 'adj_x', ...no },
    { name: 'adj_y', ...no },
  ];
  const x = binding.createTensorFromBytes({
    dtype: DataType.bfloat16,
    shape: [2, 2],
    bytes: toBfloat16([1, 2, 3, 4]),
  });
  const ids = [x];
  try {
    const [product] = binding.executeOp('BatchMatMulV2', attributes, [x, x], 1);
    if (product === undefined) return false;
    ids.push(product.id);
    return Buffer.from(toBfloat16([7, 10, 15, 22])).equals(binding.readTensorBytes(product.id));
  } catch {
    return false; // TensorFlow refuses a type that its kernel does not have
  } finally {
    ids.forEach((id) => binding.deleteTensor(id));
  }
}

/** A bfloat16 is the upper half of a float32; small whole numbers are exact in both. */
function toBfloat16(values: readonly number[]): Uint8Array {
  const words = new Uint32Array(Float32Array.from(values).buffer);
  return new Uint8Array(Uint16Array.from(words, (word) => word >>> 16).buffer);
}
