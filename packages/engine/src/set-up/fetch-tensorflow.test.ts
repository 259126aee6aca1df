import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChosenRelease } from './choose-release.ts';
import { fetchTensorflow } from './fetch-tensorflow.ts';
import { fakePip, fakePrograms } from './testing/fake-programs.ts';
import { fixture, TINY_RELEASE } from './testing/fixtures.ts';
import { recordedProgress } from './testing/recorded-progress.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const CHOSEN: ChosenRelease = { key: '9.9.9-cpu-linux-x64', variant: 'cpu', release: TINY_RELEASE };

let folder: ReturnType<typeof temporaryFolder>;
let cache: string;
let restorePath: () => void;
const install = (python: string): void => {
  folder = temporaryFolder();
  cache = join(folder.path, 'cache');
  restorePath = fakePrograms(folder.path, { python3: python });
};
const downloads = (): number => readFileSync(join(folder.path, 'calls'), 'utf8').trim().split('\n').length;
afterEach(() => {
  restorePath();
  folder.remove();
});

test('fetches what a binding needs, and nothing else', async () => {
  install(fakePip(fixture('tensorflow.whl')));
  const progress = recordedProgress();
  const tensorflow = await fetchTensorflow(CHOSEN, { cache, progress });
  const target = join(cache, 'tensorflow', '9.9.9-cpu-linux-x64');
  expect(tensorflow).toEqual({
    folder: join(target, 'tensorflow'),
    libraries: TINY_RELEASE.libraries,
    variant: 'cpu',
    version: '9.9.9',
  });
  expect(readdirSync(join(cache, 'tensorflow'))).toEqual(['9.9.9-cpu-linux-x64']);
  expect(readdirSync(target).sort()).toEqual(['manifest.json', 'tensorflow']);
  const files = readdirSync(tensorflow.folder, { recursive: true, encoding: 'utf8', withFileTypes: true });
  expect(
    files
      .filter((file) => file.isFile())
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['c_api.h', 'ctstring.h', 'libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']);
  expect(progress.steps).toEqual([
    'Downloading TensorFlow 9.9.9 (cpu), about 1 MB',
    'Unpacking TensorFlow 9.9.9 (cpu), about 1 MB',
  ]);
});

test('puts CUDA’s libraries beside TensorFlow’s folder', async () => {
  // This pip serves the wheel whose name the requirement begins with.
  install(
    fakePip(fixture('tensorflow.whl'))
      .replaceAll(`'${fixture('tensorflow.whl')}'`, 'wheel')
      .replace(
        'const args =',
        `const wheel = '${fixture('')}' + process.argv.at(-1).split(/[-=]/)[0] + '.whl'; const args =`,
      ),
  );
  const nvidia = {
    requirement: 'nvidia-cublas-cu12==9',
    platformTag: 'manylinux_2_27_x86_64',
    sha256: '20a22d4e932e1dab13a39c6984fcdae4d276ce905b111a3cbf69bc90ff187f86',
  };
  const release = { ...TINY_RELEASE, wheels: [...TINY_RELEASE.wheels, nvidia] };
  const chosen: ChosenRelease = { key: '9.9.9-cuda-linux-x64', variant: 'cuda', release };
  const tensorflow = await fetchTensorflow(chosen, { cache, progress: recordedProgress() });
  const cublas = join(tensorflow.folder, '..', 'nvidia', 'cublas');
  expect(readdirSync(cublas)).toEqual(['lib']);
  expect(readFileSync(join(cublas, 'lib', 'libcublas.so.12'), 'utf8')).toBe('a CUDA library\n');
});

test('fetches once, however many ask at the same time or later', async () => {
  install(fakePip(fixture('tensorflow.whl')));
  const progress = recordedProgress();
  const options = { cache, progress };
  await Promise.all([fetchTensorflow(CHOSEN, options), fetchTensorflow(CHOSEN, options)]);
  await fetchTensorflow(CHOSEN, options);
  expect(downloads()).toBe(1);
  expect(progress.steps).toContain(`Waiting for process ${process.pid}, which sets up TensorFlow 9.9.9`);
});

test('fetches again what is damaged, and says so', async () => {
  install(fakePip(fixture('tensorflow.whl')));
  const progress = recordedProgress();
  const { folder: target } = await fetchTensorflow(CHOSEN, { cache, progress });
  const library = join(target, 'libtensorflow_cc.so.2');
  writeFileSync(library, 'a library');
  await fetchTensorflow(CHOSEN, { cache, progress });
  expect(progress.steps[2]).toBe(
    `The cached TensorFlow is damaged (${library} has 9 bytes instead of 10000); fetching it again`,
  );
  expect(readFileSync(library, 'utf8')).toHaveLength(10_000);
});

test('leaves nothing behind when it fails, and removes what a killed process left', async () => {
  install(fakePip(fixture('nvidia.whl')));
  const remains = join(cache, 'tensorflow', '9.9.9-cpu-linux-x64.partial-1');
  mkdirSync(remains, { recursive: true });
  await expect(fetchTensorflow(CHOSEN, { cache, progress: recordedProgress() })).rejects.toThrow('damaged');
  expect(readdirSync(join(cache, 'tensorflow'))).toEqual([]);
});

test('needs neither Python nor pip once it is there', async () => {
  install(fakePip(fixture('tensorflow.whl')));
  const progress = recordedProgress();
  await fetchTensorflow(CHOSEN, { cache, progress });
  rmSync(join(folder.path, 'python3'));
  const { folder: target } = await fetchTensorflow(CHOSEN, { cache, progress, checkContents: true });
  expect(existsSync(join(target, 'libtensorflow_cc.so.2'))).toBe(true);
});
