import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes a folder of programs the whole PATH, so that nothing else is found.
 *
 * @param programs JavaScript by the program's name
 * @returns puts the PATH back
 */
export function fakePrograms(folder: string, programs: Readonly<Record<string, string>>): () => void {
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!${process.execPath}\n${script}\n`, { mode: 0o755 });
  }
  const path = process.env['PATH'];
  process.env['PATH'] = folder;
  return () => {
    process.env['PATH'] = path;
  };
}

/** A Python with pip whose `pip download` copies a wheel, and notes its arguments in `calls` in its own folder. */
export function fakePip(wheel: string): string {
  return `
    const { appendFileSync, copyFileSync } = require('node:fs');
    const { basename, join } = require('node:path');
    const args = process.argv.slice(2);
    if (args[0] === '-c') return console.log('3 11 1');
    appendFileSync(join(__dirname, 'calls'), args.join(' ') + '\\n');
    copyFileSync('${wheel}', join(args[args.indexOf('--dest') + 1], basename('${wheel}')));
  `;
}
