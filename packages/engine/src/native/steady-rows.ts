import { readCpuFlags } from './cpu-flags.ts';
import { hasOwnKernels } from './own-kernels.ts';

/** What the matrix library is kept from using; undefined where it uses all that the processor has. */
const INSTRUCTION_LIMITS = ['ONEDNN_MAX_CPU_ISA', 'DNNL_MAX_CPU_ISA'];

let isSteady: boolean | undefined;

/**
 * Whether a row of a matrix product is the same to the bit whatever other rows are multiplied with it: then so are the hidden states
 * of a text, in whichever batch it is. It was found so on processors with AVX-512, for rows of at least eight tokens; with AVX2 alone, and on
 * GPUs, sums are added up in an order that depends on the number of rows.
 */
export function hasSteadyRows(): boolean {
  isSteady ??=
    readCpuFlags().includes('avx512f') && !INSTRUCTION_LIMITS.some((name) => process.env[name] !== undefined);
  return isSteady && hasOwnKernels();
}
