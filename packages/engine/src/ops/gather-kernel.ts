import { type Tensor, tf } from '../native/tf.ts';

interface NodeKernelBackend {
  readonly binding: {
    readonly TF_ATTR_INT: number;
    readonly TF_ATTR_TYPE: number;
    readonly TF_INT32: number;
  };
  getDTypeInteger(dtype: string): number;
  executeSingleOutput(type: string, attributes: readonly object[], inputs: readonly Tensor[]): Tensor;
}

/**
 * tfjs's own gather kernel reads the indices in JavaScript to check them, the only kernel that does so; a compiled step
 * has no values to read. This one leaves the check to TensorFlow.
 */
export function registerGatherKernel(): void {
  tf.unregisterKernel('GatherV2', 'tensorflow');
  tf.registerKernel({
    kernelName: 'GatherV2',
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const native = backend as unknown as NodeKernelBackend;
      const { x, indices } = inputs as unknown as { x: Tensor; indices: Tensor };
      const { axis, batchDims } = attrs as unknown as { axis: number; batchDims: number };
      const { TF_ATTR_INT, TF_ATTR_TYPE, TF_INT32 } = native.binding;
      return tf.tidy(() =>
        native.executeSingleOutput(
          'GatherV2',
          [
            { name: 'batch_dims', type: TF_ATTR_INT, value: batchDims },
            { name: 'Tparams', type: TF_ATTR_TYPE, value: native.getDTypeInteger(x.dtype) },
            { name: 'Tindices', type: TF_ATTR_TYPE, value: native.getDTypeInteger(indices.dtype) },
            { name: 'Taxis', type: TF_ATTR_TYPE, value: TF_INT32 },
          ],
          [x, indices, tf.scalar(axis, 'int32')],
        ),
      );
    },
  });
}
