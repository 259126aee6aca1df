import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashJson } from '@lamella/core';
import { readSources, type BindingSources } from './binding-sources.ts';
import { explainFailure, findCompiler } from './find-compiler.ts';
import { librariesFingerprint, type Tensorflow } from './find-tensorflow.ts';
import type { Progress } from './progress.ts';
import { runProgram } from './run-program.ts';
import { withLock } from './with-lock.ts';

/** The two files of the binding: what Node loads, and what that loads. */
export const BINDING_FILES = ['tfjs_binding.node', 'binding.so'] as const;

/** A compiled binding in the cache. */
export interface Binding {
  readonly folder: string;
  readonly key: string;
}

export interface CompileOptions {
  readonly cache: string;
  readonly progress: Progress;
}

const NAPI_VERSION = 8;
const COMMON = ['-O3', '-std=c++17', '-fPIC', '-shared', '-w', `-DNAPI_VERSION=${NAPI_VERSION}`];
const MAC_ONLY = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];

/** The binding for a TensorFlow and the sources, compiled into the cache unless it is there. */
export async function compileBinding(
  tensorflow: Tensorflow,
  sources: BindingSources,
  { cache, progress }: CompileOptions,
): Promise<Binding> {
  const key = bindingKey(tensorflow, sources);
  const folder = join(cache, 'binding', key);
  if (!existsSync(folder)) {
    const onWait = (pid: number): void =>
      progress.start(`Waiting for process ${pid}, which compiles the binding`);
    await withLock(
      `${folder}.lock`,
      async () => {
        if (existsSync(folder)) return;
        progress.start('Compiling the TensorFlow binding');
        await compileInto(folder, tensorflow, sources);
      },
      { onWait },
    );
  }
  return { folder, key };
}

/** Everything that the compiled files depend on, the compiler's own version aside. */
function bindingKey(tensorflow: Tensorflow, sources: BindingSources): string {
  return hashJson({
    tensorflow: [tensorflow.folder, tensorflow.version ?? 'own', ...librariesFingerprint(tensorflow)],
    platform: `${process.platform}-${process.arch}`,
    options: [...COMMON, ...MAC_ONLY],
    sources: readSources(sources),
  }).slice(0, 16);
}

async function compileInto(folder: string, tensorflow: Tensorflow, sources: BindingSources): Promise<void> {
  const compiler = await findCompiler();
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    for (const args of [loaderArguments(sources, partial), bindingArguments(tensorflow, sources, partial)]) {
      const result = await runProgram(compiler, args, { cwd: sources.packageFolder });
      if (result?.exitCode !== 0) throw await explainFailure(compiler, result?.stderr ?? '');
    }
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

function loaderArguments({ ownFolder, napiHeaders }: BindingSources, folder: string): string[] {
  const output = join(folder, BINDING_FILES[0]);
  return [
    ...COMMON,
    `-I${napiHeaders}`,
    join(ownFolder, 'load_binding.cc'),
    '-ldl',
    ...MAC_ONLY,
    '-o',
    output,
  ];
}

/** The arguments by which a compiler, started in the package's folder, reads Lamella's part of the binding. */
export function sourceArguments(
  { folder }: Pick<Tensorflow, 'folder'>,
  { ownFolder, napiHeaders }: BindingSources,
): string[] {
  const includes = ['.', 'binding', '..', join(folder, 'include'), napiHeaders];
  return [
    ...COMMON,
    ...includes.map((path) => `-I${path}`),
    ...['-include', join(ownFolder, 'copied_arrays.h'), join(ownFolder, 'lamella_binding.cc')],
  ];
}

function bindingArguments(tensorflow: Tensorflow, sources: BindingSources, folder: string): string[] {
  return [
    ...sourceArguments(tensorflow, sources),
    'binding/tfjs_backend.cc',
    ...tensorflow.libraries.map((library) => join(tensorflow.folder, library)),
    ...[`-Wl,-rpath,${tensorflow.folder}`, ...MAC_ONLY],
    ...['-o', join(folder, BINDING_FILES[1])],
  ];
}
