import { UserError } from '@lamella/core';
import { runProgram } from './run-program.ts';

const HINT =
  'Install one (on Debian or Ubuntu: apt install g++; on macOS: xcode-select --install) and run this again.';

/**
 * The C++ compiler: `$CXX` if set, else the first of g++, c++ and clang++ on the PATH.
 *
 * @throws UserError if there is none
 */
export async function findCompiler(preferred: string | undefined = process.env['CXX']): Promise<string> {
  const candidates = preferred ? [preferred] : ['g++', 'c++', 'clang++'];
  for (const compiler of candidates) {
    if ((await runProgram(compiler, ['--version']))?.exitCode === 0) return compiler;
  }
  const tried = preferred
    ? `CXX=${preferred} does not run`
    : `got none of ${candidates.join(', ')} on the PATH`;
  throw new UserError(`Expected a C++17 compiler to build the TensorFlow binding; ${tried}. ${HINT}`);
}

/** A program that needs C++17 in the compiler and in its library. */
const CPP17 =
  '#include <optional>\n#include <string_view>\nint main() { if (std::optional<int> x = 1; x) return 0; }\n';

/**
 * Why a compiler could not build the binding.
 *
 * @param stderr what the compiler said
 */
export async function explainFailure(compiler: string, stderr: string): Promise<UserError> {
  const probe = await runProgram(compiler, ['-std=c++17', '-fsyntax-only', '-x', 'c++', '-'], {
    input: CPP17,
  });
  if (probe?.exitCode !== 0) {
    return new UserError(
      `Expected a C++17 compiler to build the TensorFlow binding; ${compiler} is not one. ${HINT}`,
    );
  }
  const lines = stderr.trim().split('\n');
  const errors = lines.filter((line) => /error|undefined/i.test(line));
  const said = (errors.length > 0 ? errors : lines).slice(0, 8).join('\n  ');
  return new UserError(`${compiler} could not build the TensorFlow binding:\n  ${said}`);
}
