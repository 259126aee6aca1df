import { fileURLToPath } from 'node:url';
import type { Release, Wheel } from '../release.ts';

/** The path of a file in this project's fixtures. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));
}

/** The fixture wheel `tensorflow.whl`, as if it were published. */
export const TINY_WHEEL: Wheel = {
  requirement: 'tensorflow-cpu==9.9.9',
  platformTag: 'manylinux_2_27_x86_64',
  sha256: '332fd7505ce5fd3ab534700babb96ffd6866a1d5792513862058d0ade24a99d7',
};

/** A release of which everything is tiny. */
export const TINY_RELEASE: Release = {
  version: '9.9.9',
  wheels: [TINY_WHEEL],
  libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
  downloadMegabytes: 1,
  unpackedMegabytes: 1,
};
