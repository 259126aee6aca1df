import { recordedProgress } from './testing/recorded-progress.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import { setUpEngine } from './set-up-engine.ts';

test('takes a build of one’s own at its word, and stops if it is none', async () => {
  const folder = temporaryFolder();
  process.env['LAMELLA_TENSORFLOW_DIR'] = folder.path;
  const setUp = setUpEngine({ progress: recordedProgress(), checkContents: false });
  await expect(setUp).rejects.toThrow(`${folder.path} lacks libtensorflow_cc`);
  delete process.env['LAMELLA_TENSORFLOW_DIR'];
  folder.remove();
});
