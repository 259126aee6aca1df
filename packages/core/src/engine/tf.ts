// The only file that imports tfjs. TensorFlow reads these variables when the addon loads, so they come first.
import './quiet.ts';
import * as tf from '@tensorflow/tfjs-node-gpu';

export { tf };
export type Tensor = tf.Tensor;

/** Tensors by name: what a step takes and what it gives. */
export type NamedTensors = Readonly<Record<string, tf.Tensor>>;
