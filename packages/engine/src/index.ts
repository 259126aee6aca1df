import { registerGatherKernel } from './ops/gather-kernel.ts';

registerGatherKernel();

export {
  currentBinding,
  DataType,
  executeOp,
  typeAttribute,
  type Attribute,
  type RawTensor,
} from './native/binding.ts';
export { multiplyByQuantized } from './ops/quantized-product.ts';
export { type Quantization, quantizedBytes, QuantizedWeight } from './weights/quantized-weight.ts';
export { aliasWeight } from './weights/alias-weight.ts';
export { Bfloat16Weight } from './weights/bfloat16-weight.ts';
export { compile, type CompiledStep, type CompileOptions, type FreeSize } from './recording/compile.ts';
export { sizeRanges } from './recording/size-ranges.ts';
export { attentionSoftmax } from './ops/fused-softmax.ts';
export { layerNorm, type LayerNormInputs } from './ops/fused-layer-norm.ts';
export { rmsNorm, type RmsNormInputs } from './ops/fused-rms-norm.ts';
export { siluWithDerivative } from './ops/fused-silu.ts';
export { geluWithDerivative, type WithDerivative } from './ops/fused-gelu.ts';
export { Float64Sum } from './ops/float64-sum.ts';
export { tapGradient, valueAndGradients, type ValueAndGradients } from './ops/gradients.ts';
export { releaseFreeMemory } from './native/free-memory.ts';
export { sizeOf } from './recording/graph.ts';
export { planOperations, symbolicTensor } from './recording/plan-operations.ts';
export { orthonormalBasis, svd, type SingularValues } from './ops/linear-algebra.ts';
export { matmulFlops, type OperandRecord, type OperationRecord } from './recording/operation-record.ts';
export { Parameter } from './weights/parameter.ts';
export { Dropout, type DropoutUse } from './ops/dropout.ts';
export { statelessUniform } from './ops/random-ops.ts';
export { attendToCache, type CacheAttentionInputs } from './ops/cache-attention.ts';
export { segmentAttention } from './ops/segment-attention.ts';
export { type NormalNumbers, randomNormalTensor } from './weights/random-normal.ts';
export { recompute, requireRecomputation, type Recomputable } from './ops/recompute.ts';
export type { MatmulPrecision } from './recording/recorder.ts';
export { delayUntil } from './ops/delay-until.ts';
export { sparseCrossEntropy } from './ops/sparse-cross-entropy.ts';
export { tf, type NamedTensors, type Tensor } from './native/tf.ts';
export { hasOwnKernels, requireOwnKernels } from './native/own-kernels.ts';
export { hasSteadyRows } from './native/steady-rows.ts';
export { engineVersions } from './native/versions.ts';
export { executeWithVariables, Variable } from './weights/variable.ts';
