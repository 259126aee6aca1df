import { UserError } from '@lamella/core';

/**
 * tfjs-node 4.22 calls `util.isNullOrUndefined`, which Node 23 removed.
 *
 * @param version as in `process.versions.node`
 * @throws UserError unless the major version is 20 or 22
 */
export function checkNode(version: string): void {
  const major = Number(version.split('.')[0]);
  if (major === 20 || major === 22) return;
  throw new UserError(
    `Expected Node 20 or 22, found ${version}: the TensorFlow binding does not run on other versions.`,
  );
}
