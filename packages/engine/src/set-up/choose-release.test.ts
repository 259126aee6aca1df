import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseRelease, thisMachine } from './choose-release.ts';
import { RELEASES } from './release.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

describe('chooseRelease', () => {
  test.each([
    ['linux-x64', false, undefined, '2.21.0-cpu-linux-x64'],
    ['linux-x64', true, undefined, '2.21.0-cuda-linux-x64'],
    ['linux-x64', true, 'cpu', '2.21.0-cpu-linux-x64'],
    ['linux-x64', false, 'cuda', '2.21.0-cuda-linux-x64'],
    ['linux-arm64', true, undefined, '2.21.0-cpu-linux-arm64'],
    ['darwin-arm64', false, '', '2.21.0-cpu-darwin-arm64'],
  ])('on %s (GPU: %s) with LAMELLA_DEVICE=%s takes %s', (platform, hasNvidiaGpu, device, key) => {
    expect(chooseRelease({ platform, hasNvidiaGpu }, device).key).toBe(key);
  });

  test.each(['win32-x64', 'darwin-x64', 'linux-x64-musl'])('refuses %s', (platform) => {
    expect(() => chooseRelease({ platform, hasNvidiaGpu: false }, undefined)).toThrow(
      `TensorFlow publishes no libraries for ${platform}. Supported: linux-x64, linux-arm64, darwin-arm64 (glibc). ` +
        'With a build of your own, set LAMELLA_TENSORFLOW_DIR to its folder (see docs/engine.md).',
    );
  });

  test('refuses a device that it does not know, and one that the platform lacks', () => {
    const linux = { platform: 'linux-x64', hasNvidiaGpu: false };
    expect(() => chooseRelease(linux, 'cdua')).toThrow(
      'Unknown LAMELLA_DEVICE "cdua". Did you mean "cuda"? Valid: cpu, cuda.',
    );
    expect(() => chooseRelease({ ...linux, platform: 'darwin-arm64' }, 'cuda')).toThrow(
      'LAMELLA_DEVICE=cuda is not available on darwin-arm64. Available: cpu.',
    );
  });
});

test('thisMachine finds NVIDIA’s tool on the PATH', () => {
  const folder = temporaryFolder();
  const without = thisMachine(folder.path);
  writeFileSync(join(folder.path, 'nvidia-smi'), '');
  expect(thisMachine(folder.path)).toEqual({ ...without, hasNvidiaGpu: true });
  folder.remove();
});

test('every wheel has an exact version, a platform and a SHA-256', () => {
  const wheels = Object.values(RELEASES).flatMap((variants) =>
    Object.values(variants).flatMap(({ wheels }) => wheels),
  );
  expect(wheels).toHaveLength(16);
  for (const { requirement, platformTag, sha256 } of wheels) {
    expect(requirement).toMatch(/^[a-z0-9-]+==[0-9.]+$/);
    expect(platformTag).toMatch(/^(manylinux_2_\d+_(x86_64|aarch64)|macosx_12_0_arm64)$/);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  }
});
