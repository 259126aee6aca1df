import { currentBinding, DataType, tensorId, typeAttribute, wrapTensor } from '../native/binding.ts';
import { type Tensor, tf } from '../native/tf.ts';

/**
 * Cross-entropy of each row, -log softmax(logits)[class], by TensorFlow's fused op. Its gradient, softmax(logits) minus 1 at the
 * class, comes out of the same op and is all that is kept for the backward pass.
 *
 * @param logits [n, C] @param classes [n] int32 @returns [n]; caller disposes
 */
export function sparseCrossEntropy(logits: Tensor, classes: Tensor): Tensor {
  return tf.customGrad((x, save) => {
    const [losses, gradient] = execute(x as Tensor, classes);
    (save as tf.GradSaveFunc)([gradient]);
    return {
      value: losses,
      gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(tf.expandDims(dy, 1), saved[0] as Tensor),
    };
  })(logits);
}

function execute(logits: Tensor, classes: Tensor): readonly [Tensor, Tensor] {
  const attributes = [typeAttribute('T', DataType.float32), typeAttribute('Tlabels', DataType.int32)];
  const ids = [tensorId(logits), tensorId(classes)];
  const [losses, gradient] = currentBinding()
    .executeOp('SparseSoftmaxCrossEntropyWithLogits', attributes, ids, 2)
    .map(wrapTensor);
  if (losses === undefined || gradient === undefined) throw new Error('Expected losses and their gradient');
  return [losses, gradient];
}
