import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UserError } from '@lamella/core';
import { toDevice } from '../native/device.ts';
import { RELEASES, type Release, type Variant } from './release.ts';

/** The machine, as far as the choice depends on it. */
export interface Machine {
  /** `<platform>-<architecture>` in Node's words, with `-musl` where the C library is not glibc. */
  readonly platform: string;
  readonly hasNvidiaGpu: boolean;
}

/** A release and the name of its folder in the cache, such as `2.21.0-cpu-linux-x64`. */
export interface ChosenRelease {
  readonly key: string;
  readonly variant: Variant;
  readonly release: Release;
}

/**
 * The release to set up: the CUDA build where there is an NVIDIA GPU, else the CPU build.
 *
 * @param device the value of `LAMELLA_DEVICE`, which overrides what the machine offers
 * @throws UserError for a platform without wheels, and for a device that is not known or not available
 */
export function chooseRelease(machine: Machine, device: string | undefined): ChosenRelease {
  const releases = RELEASES[machine.platform];
  if (releases === undefined) throw new UserError(unsupportedPlatform(machine.platform));
  const variant = device ? toDevice(device) : machine.hasNvidiaGpu && releases.cuda ? 'cuda' : 'cpu';
  const release = releases[variant];
  if (release === undefined) {
    throw new UserError(
      `LAMELLA_DEVICE=${variant} is not available on ${machine.platform}. Available: ${Object.keys(releases).join(', ')}.`,
    );
  }
  return { key: `${release.version}-${variant}-${machine.platform}`, variant, release };
}

/** This machine. */
export function thisMachine(path: string = process.env['PATH'] ?? ''): Machine {
  const libc = process.platform === 'linux' && isMusl() ? '-musl' : '';
  const tools = path.split(delimiter).map((folder) => join(folder, 'nvidia-smi'));
  const hasNvidiaGpu = existsSync('/proc/driver/nvidia/version') || tools.some((tool) => existsSync(tool));
  return { platform: `${process.platform}-${process.arch}${libc}`, hasNvidiaGpu };
}

function unsupportedPlatform(platform: string): string {
  return (
    `TensorFlow publishes no libraries for ${platform}. Supported: ${Object.keys(RELEASES).join(', ')} (glibc). ` +
    'With a build of your own, set LAMELLA_TENSORFLOW_DIR to its folder (see docs/engine.md).'
  );
}

/** Alpine and its kin: the wheels' libraries need glibc. The loader's name tells them apart without running anything. */
function isMusl(): boolean {
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return (
    existsSync(`/lib/ld-musl-${machine}.so.1`) &&
    !existsSync('/lib64/ld-linux-x86-64.so.2') &&
    !existsSync('/lib/ld-linux-aarch64.so.1')
  );
}
