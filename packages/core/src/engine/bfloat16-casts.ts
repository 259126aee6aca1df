import { type Binding, DataType } from './binding.ts';
import { SharedCopies } from './shared-copies.ts';

/** Copies of float32 tensors in bfloat16. */
export const bfloat16Casts = new SharedCopies('bfloat16', (native: Binding, original: number) => {
  const type = native.TF_ATTR_TYPE;
  const attributes = [
    { name: 'SrcT', type, value: DataType.float32 },
    { name: 'DstT', type, value: DataType.bfloat16 },
  ];
  return native.executeOp('Cast', attributes, [original], 1)[0];
});
