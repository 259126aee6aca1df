import { text } from 'node:stream/consumers';
import { fixture } from './testing/fixtures.ts';
import { readZipDirectory, readZipEntry } from './zip.ts';

describe('readZipDirectory', () => {
  test('lists the files that Python put into a wheel', () => {
    const entries = readZipDirectory(fixture('tensorflow.whl'));
    expect(
      entries.map(({ path, size, isPacked, isExecutable }) => [path, size, isPacked, isExecutable]),
    ).toEqual([
      ['tensorflow/libtensorflow_cc.so.2', 10_000, true, true],
      ['tensorflow/libtensorflow_framework.so.2', 16, false, true],
      ['tensorflow/include/tensorflow/c/eager/c_api.h', 0, true, false],
      ['tensorflow/include/tensorflow/core/platform/ctstring.h', 12, true, false],
      ['tensorflow/include/tensorflow/compiler/big.h', 14, true, false],
      ['tensorflow/python/module.py', 13, true, false],
    ]);
  });

  test('refuses a file that is no ZIP file', () => {
    expect(() => readZipDirectory(fixture('make-wheels.py'))).toThrow(
      /^Expected a ZIP file, got something else: /,
    );
  });
});

describe('readZipEntry', () => {
  test.each([
    [0, 'a library\n'.repeat(1000)],
    [1, 'another library\n'],
    [2, ''],
  ])('unpacks file %i', async (index, expected) => {
    const wheel = fixture('tensorflow.whl');
    const entry = readZipDirectory(wheel)[index];
    expect(entry && (await text(readZipEntry(wheel, entry)))).toBe(expected);
  });
});
