import { UserError } from '@lamella/core';

/** The major versions of Node that Lamella is tested with. */
export const TESTED_NODES: readonly number[] = [20, 22, 24, 26];

/** The first minor version, by major version, that has what Lamella or a package of its needs. */
const FIRST_MINOR: Readonly<Record<number, number>> = { 20: 20, 22: 13 };

/** Before 24, odd versions are as good as old: several packages refuse them. */
const FIRST_ODD = 25;

/**
 * Refuses a Node that is too old; package.json tells npm the same.
 *
 * @param version as in `process.versions.node`
 * @returns a note on a version that is not tested, but may do; undefined if there is nothing to say
 * @throws UserError that names the versions that will do
 */
export function checkNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < 20 || minor < (FIRST_MINOR[major] ?? 0) || (major < FIRST_ODD && major % 2 === 1);
  if (isOld) throw new UserError(`Expected Node 20.20, 22.13, or 24 and newer, got ${version}.`);
  if (TESTED_NODES.includes(major)) return undefined;
  return `Node ${version} is not tested (${TESTED_NODES.join(', ')} are), but tried.`;
}
