import type { Endpoint } from '../native/binding.ts';
import { callSite } from './call-site.ts';

/**
 * An endpoint of which every size is known.
 *
 * @throws if it has none that follows from the shapes of the step's inputs
 */
export function requireShape(type: string, endpoint: Endpoint): Endpoint {
  const { shape } = endpoint;
  if (shape !== null && shape.every((size) => size >= 0)) return endpoint;
  const found =
    shape === null ? 'of unknown rank' : `[${shape.map((size) => (size < 0 ? '?' : size)).join(', ')}]`;
  throw new Error(
    `Expected every shape of a compiled step to follow from the shapes of its inputs, got ${found} from the op ${type}, issued ${callSite()}`,
  );
}
