import { UserError } from '@lamella/core';
import { readSpec } from '@lamella/spec';

/** Checks specs and shows the problems of all of them. */
export async function run({ specs }: { readonly specs: readonly string[] }): Promise<number> {
  let exitCode = 0;
  for (const file of specs) {
    try {
      const { name } = await readSpec(file);
      console.log(`${file}: valid (${name})`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      console.error(error.message);
      exitCode = 2;
    }
  }
  return exitCode;
}
