// The only file that imports tfjs, after the binding that it looks for.
import './load-engine.ts';
import * as tf from '@tensorflow/tfjs-node-gpu';

export { tf };
export type Tensor = tf.Tensor;

/** Tensors by name: what a step takes and what it gives. */
export type NamedTensors = Readonly<Record<string, tf.Tensor>>;
