import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fixture } from './testing/fixtures.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { unpackWheel } from './unpack-wheel.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

test('writes the wanted files, and says their sizes and hashes', async () => {
  let bytes = 0;
  const files = await unpackWheel(fixture('tensorflow.whl'), folder.path, {
    wanted: (path) => path.includes('libtensorflow'),
    onBytes: (count) => (bytes += count),
  });
  // The hashes are sha256sum's.
  expect(files).toEqual([
    {
      path: 'tensorflow/libtensorflow_cc.so.2',
      size: 10_000,
      sha256: '6fb87c33be67fa71bae6816599077aeb1ad7691910fbb5e6c146fe4afc1511b0',
    },
    {
      path: 'tensorflow/libtensorflow_framework.so.2',
      size: 16,
      sha256: 'a7c32bfa91afbc132ec5172132af479e68586f7ff428e1ab00a2c1cc965fbff7',
    },
  ]);
  expect(bytes).toBe(10_016);
  const library = join(folder.path, 'tensorflow', 'libtensorflow_framework.so.2');
  expect(readFileSync(library, 'utf8')).toBe('another library\n');
  expect(statSync(library).mode & 0o111).not.toBe(0);
  expect(existsSync(join(folder.path, 'tensorflow', 'python'))).toBe(false);
});

test('refuses a path that leads outside of the folder', async () => {
  const unpacking = unpackWheel(fixture('outside.whl'), folder.path, { wanted: () => true });
  await expect(unpacking).rejects.toThrow(
    /^Expected a whole ZIP file at .*outside.whl: invalid relative path: \.\.\/outside$/,
  );
});

test('refuses a file that is no ZIP file', async () => {
  const unpacking = unpackWheel(fixture('make-wheels.py'), folder.path, { wanted: () => true });
  await expect(unpacking).rejects.toThrow(/^Expected a whole ZIP file at .*make-wheels.py: /);
});

test('a file that is empty is written, and so is one that is not packed', async () => {
  const files = await unpackWheel(fixture('tensorflow.whl'), folder.path, { wanted: () => true });
  expect(files.map(({ path, size }) => [path, size])).toContainEqual([
    'tensorflow/include/tensorflow/c/eager/c_api.h',
    0,
  ]);
});
