import { registerGatherKernel } from './gather-kernel.ts';

registerGatherKernel();

export {
  currentBinding,
  DataType,
  executeOp,
  typeAttribute,
  type Attribute,
  type RawTensor,
} from './binding.ts';
export { Bfloat16Weight } from './bfloat16-weight.ts';
export { compile, type CompiledStep, type CompileOptions } from './compile.ts';
export { attentionSoftmax } from './fused-softmax.ts';
export { layerNorm, type LayerNormInputs } from './fused-layer-norm.ts';
export { geluWithDerivative, type WithDerivative } from './fused-gelu.ts';
export { Float64Sum } from './float64-sum.ts';
export { tapGradient, valueAndGradients, type ValueAndGradients } from './gradients.ts';
export { releaseFreeMemory } from './free-memory.ts';
export { sizeOf } from './graph.ts';
export { planOperations, symbolicTensor } from './plan-operations.ts';
export { orthonormalBasis, svd, type SingularValues } from './linear-algebra.ts';
export { matmulFlops, type OperandRecord, type OperationRecord } from './operation-record.ts';
export { Parameter } from './parameter.ts';
export { Dropout, statelessUniform } from './random-ops.ts';
export { recompute, requireRecomputation, type Recomputable } from './recompute.ts';
export type { MatmulPrecision } from './recorder.ts';
export { sparseCrossEntropy } from './sparse-cross-entropy.ts';
export { tf, type NamedTensors, type Tensor } from './tf.ts';
export { engineVersions } from './versions.ts';
export { executeWithVariables, Variable } from './variable.ts';
