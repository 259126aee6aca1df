import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The programs in the packages' READMEs: their blocks marked `js`, all of one README as one program.
 *
 * @param packages the folder of the packages
 * @returns programs by the package's name
 */
export function readmePrograms(packages: string): Map<string, string> {
  const programs = new Map<string, string>();
  for (const name of readdirSync(packages)) {
    const text = readFileSync(join(packages, name, 'README.md'), 'utf8');
    const blocks = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, program = '']) => program);
    if (blocks.length > 0) programs.set(name, blocks.join(''));
  }
  return programs;
}
