import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BindingSources } from './binding-sources.ts';
import { compileBinding } from './compile-binding.ts';
import type { Tensorflow } from './find-tensorflow.ts';
import { fakePrograms } from './testing/fake-programs.ts';
import { recordedProgress } from './testing/recorded-progress.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

/** A compiler that writes its arguments, one a line, to the file that it is to make. */
const COMPILER = `
  const args = process.argv.slice(2);
  if (args.includes('-o')) require('node:fs').writeFileSync(args[args.indexOf('-o') + 1], args.join('\\n'));
`;

let folder: ReturnType<typeof temporaryFolder>;
let restorePath: () => void;
let sources: BindingSources;
let tensorflow: Tensorflow;

function install(compiler: string): void {
  folder = temporaryFolder();
  restorePath = fakePrograms(folder.path, { 'g++': compiler });
  const packageFolder = join(folder.path, 'package');
  const ownFolder = join(folder.path, 'own');
  mkdirSync(join(packageFolder, 'binding'), { recursive: true });
  mkdirSync(ownFolder);
  writeFileSync(join(packageFolder, 'binding', 'tfjs_backend.cc'), '');
  writeFileSync(join(ownFolder, 'lamella_binding.cc'), '');
  sources = { packageFolder, ownFolder, napiHeaders: '/napi' };
  tensorflow = {
    folder: folder.path,
    libraries: ['libcc.so', 'libframework.so'],
    variant: 'cpu',
    version: '9.9.9',
  };
  tensorflow.libraries.forEach((name) => writeFileSync(join(folder.path, name), ''));
}

const compile = (progress = recordedProgress()): ReturnType<typeof compileBinding> =>
  compileBinding(tensorflow, sources, { cache: join(folder.path, 'cache'), progress });

afterEach(() => {
  restorePath();
  folder.remove();
});

test('compiles what Node loads and what that loads, linked with TensorFlow where it lies', async () => {
  install(COMPILER);
  const { folder: made } = await compile();
  expect(readdirSync(made).sort()).toEqual(['binding.so', 'tfjs_binding.node']);
  const args = readFileSync(join(made, 'binding.so'), 'utf8').split('\n');
  expect(args).toEqual(
    expect.arrayContaining([
      ...['-O3', '-std=c++17', '-DNAPI_VERSION=8', `-I${join(folder.path, 'include')}`, '-I/napi'],
      ...['-include', join(sources.ownFolder, 'copied_arrays.h')],
      ...[join(sources.ownFolder, 'lamella_binding.cc'), 'binding/tfjs_backend.cc'],
      ...[join(folder.path, 'libcc.so'), join(folder.path, 'libframework.so'), `-Wl,-rpath,${folder.path}`],
    ]),
  );
});

test('compiles once, and again when a source or TensorFlow changes', async () => {
  install(COMPILER);
  const progress = recordedProgress();
  const first = await compile(progress);
  expect(await compile(progress)).toEqual(first);
  expect(progress.steps).toEqual(['Compiling the TensorFlow binding']);
  writeFileSync(join(sources.ownFolder, 'lamella_binding.cc'), '// changed');
  const second = await compile(progress);
  tensorflow = { ...tensorflow, version: '10.0.0' };
  const third = await compile(progress);
  expect(new Set([first.key, second.key, third.key]).size).toBe(3);
});

test('leaves nothing behind when it fails', async () => {
  install(
    `console.error('x.cc:1: error: no such type'); process.exit(process.argv.some((arg) => ['-fsyntax-only', '--version'].includes(arg)) ? 0 : 1)`,
  );
  await expect(compile()).rejects.toThrow(
    'g++ could not build the TensorFlow binding:\n  x.cc:1: error: no such type',
  );
  expect(readdirSync(join(folder.path, 'cache', 'binding'))).toEqual([]);
});
