import util from 'node:util';

/**
 * Defines the two functions of `node:util` that tfjs-node 4.22 calls (in nodejs_kernel_backend.js and kernels/TopK.js)
 * and that Node 23 removed; Node 22 warns of them. They mean what they meant.
 */
export function defineRemovedFunctions(module: object = util): void {
  Object.assign(module, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
}
