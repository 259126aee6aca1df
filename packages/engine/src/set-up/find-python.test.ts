import { findPython } from './find-python.ts';
import { fakePrograms } from './testing/fake-programs.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const REMEDY = 'Install both (on Debian or Ubuntu: apt install python3 python3-pip) and run this again.';

let folder: ReturnType<typeof temporaryFolder>;
let restorePath: () => void;
const install = (programs: Readonly<Record<string, string>>): void => {
  folder = temporaryFolder();
  restorePath = fakePrograms(folder.path, programs);
};
afterEach(() => {
  restorePath();
  folder.remove();
});

test('takes the first that is new enough and has pip', async () => {
  install({
    python3: `console.log('3 8 1')`,
    python: `console.log('3 12 0')`,
    'python3.10': `console.log('3 10 1')`,
  });
  expect(await findPython()).toBe('python3.10');
});

test('says what it found instead', async () => {
  install({
    python3: `console.log('3 8 1')`,
    python: `console.log('3 12 0')`,
    'python3.9': 'process.exit(1)',
  });
  await expect(findPython()).rejects.toThrow(
    "Expected Python 3.9 or newer with pip, which fetches TensorFlow's libraries; " +
      `got python3 is 3.8, python (3.12) has no pip. ${REMEDY}`,
  );
});

test('says that there is none', async () => {
  install({});
  await expect(findPython()).rejects.toThrow(/; got none on the PATH\. Install both/);
});
