import { explainFailure, findCompiler } from './find-compiler.ts';
import { fakePrograms } from './testing/fake-programs.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const REMEDY =
  'Install one (on Debian or Ubuntu: apt install g++; on macOS: xcode-select --install) and run this again.';

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

describe('findCompiler', () => {
  test('takes the first that runs', async () => {
    install({ 'g++': 'process.exit(1)', 'clang++': '' });
    expect(await findCompiler('')).toBe('clang++');
  });

  test('prefers CXX, and does not silently take another', async () => {
    install({ 'g++': '', 'my-g++': '' });
    expect(await findCompiler('my-g++')).toBe('my-g++');
    await expect(findCompiler('your-g++')).rejects.toThrow(
      `Expected a C++17 compiler to build the TensorFlow binding; CXX=your-g++ does not run. ${REMEDY}`,
    );
  });

  test('says that there is none', async () => {
    install({});
    await expect(findCompiler('')).rejects.toThrow(
      'Expected a C++17 compiler to build the TensorFlow binding; got none of g++, c++, clang++ on the PATH. ' +
        REMEDY,
    );
  });
});

describe('explainFailure', () => {
  test('blames the compiler if it cannot compile C++17', async () => {
    install({ 'g++': 'process.exit(1)' });
    expect((await explainFailure('g++', 'x.cc:1: error: no')).message).toBe(
      `Expected a C++17 compiler to build the TensorFlow binding; g++ is not one. ${REMEDY}`,
    );
  });

  test('else shows what the compiler said', async () => {
    install({ 'g++': '' });
    expect(
      (await explainFailure('g++', 'In file x.h:\nx.cc:1: error: no such type\nx.cc:2: note: here\n'))
        .message,
    ).toBe('g++ could not build the TensorFlow binding:\n  x.cc:1: error: no such type');
  });
});
