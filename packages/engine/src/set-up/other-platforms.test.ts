import { bindingFolder, readStamp } from '../native/engine-stamp.ts';
import { bindingSources } from './binding-sources.ts';
import { sourceArguments } from './compile-binding.ts';
import { findCompiler } from './find-compiler.ts';
import { runProgram } from './run-program.ts';

/** What the compiler says of Lamella's part of the binding where it reads it with other macros; nothing if it compiles. */
async function errorsWith(...macros: readonly string[]): Promise<string> {
  const [compiler, sources] = [await findCompiler(), bindingSources()];
  const folder = readStamp(bindingFolder())?.tensorflowFolder;
  if (folder === undefined) throw new Error('Expected an engine that is set up, got none');
  const args = [...sourceArguments({ folder }, sources), ...macros, '-fsyntax-only'];
  const result = await runProgram(compiler, args, { cwd: sources.packageFolder });
  return result?.exitCode === 0 ? '' : (result?.stderr ?? `${compiler} does not run`);
}

test('what is not made for Linux on x86 compiles without it: its kernels and their types stand apart', async () => {
  expect(await errorsWith('-U__linux__')).toBe('');
}, 60_000);

test('a source that does not compile is found', async () => {
  expect(await errorsWith('-include', 'no_such_header.h')).toContain('no_such_header.h');
}, 60_000);
