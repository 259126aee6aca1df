import { tmpdir } from 'node:os';
import { checkDiskSpace } from './check-disk-space.ts';
import { TINY_RELEASE } from './testing/fixtures.ts';

test('two downloads and the unpacked files have to fit', () => {
  expect(() => checkDiskSpace('/cache', TINY_RELEASE, 3e6)).not.toThrow();
  expect(() => checkDiskSpace('/cache', TINY_RELEASE, 2e6)).toThrow(
    'Setting up TensorFlow 9.9.9 needs about 3 MB of disk space for /cache; 2 MB are free. ' +
      'Free some, or set XDG_CACHE_HOME to a folder on a larger disk.',
  );
});

test('looks up what is free where the folder lies', () => {
  const impossible = { ...TINY_RELEASE, unpackedMegabytes: 1e12 };
  expect(() => checkDiskSpace(tmpdir(), impossible)).toThrow(/; [1-9]\d* MB are free/);
});
