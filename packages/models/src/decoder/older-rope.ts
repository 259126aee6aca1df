import { isRecord } from '@lamella/files';
import type { Config } from '../shapes/model-shape.ts';

/** transformers 5 holds the rotation's settings in `rope_parameters`, which transformers 4 doesn't know. */
export function olderRope(source: Config): Config {
  const rope = source['rope_parameters'];
  if (!isRecord(rope) || isRecord(source['rope_scaling'])) return {};
  const { rope_theta: theta, rope_type: type, ...scaling } = rope;
  const isPlain = (type ?? 'default') === 'default';
  return {
    rope_theta: theta ?? source['rope_theta'] ?? 10000,
    rope_scaling: isPlain ? null : { rope_type: type, ...scaling },
  };
}
