import { currentBinding } from './binding.ts';
import { tf } from './tf.ts';

/** The versions that a result depends on. */
export function engineVersions(): Record<string, string> {
  return { tensorflow: currentBinding().TF_Version, tfjs: tf.version_core, node: process.versions.node };
}
