import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOwnTensorflow, librariesFingerprint } from './find-tensorflow.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const library = join(folder.path, 'libtensorflow_cc.so.2');
afterAll(() => folder.remove());

test('a build of one’s own needs both libraries and the headers', () => {
  writeFileSync(library, '');
  expect(() => findOwnTensorflow(folder.path, 'linux-x64')).toThrow(
    "Expected LAMELLA_TENSORFLOW_DIR to be a folder with TensorFlow's libraries and headers; " +
      `${folder.path} lacks libtensorflow_framework.so.2, include/tensorflow/c/eager/c_api.h. ` +
      'Unset it to use the published build.',
  );
});

test('a whole one is used as it is, and its fingerprint changes when it is built again', () => {
  writeFileSync(library, '');
  writeFileSync(join(folder.path, 'libtensorflow_framework.so.2'), '');
  mkdirSync(join(folder.path, 'include/tensorflow/c/eager'), { recursive: true });
  writeFileSync(join(folder.path, 'include/tensorflow/c/eager/c_api.h'), '');
  const own = findOwnTensorflow(folder.path, 'linux-x64');
  expect(own).toEqual({
    folder: folder.path,
    libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
    variant: 'own',
  });
  const before = librariesFingerprint(own);
  utimesSync(library, new Date(0), new Date(0));
  expect(librariesFingerprint(own)).not.toEqual(before);
});
