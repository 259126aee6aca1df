import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readmePrograms } from './readme-programs.ts';

test('a README’s blocks marked js are its program, others are not', () => {
  const packages = mkdtempSync(join(tmpdir(), 'lamella-'));
  const readmes = {
    one: '# One\n\n```js\na();\n```\n\nThen:\n\n```js\nb();\n```\n',
    two: '```sh\nnpx two\n```\n',
  };
  for (const [name, text] of Object.entries(readmes)) {
    mkdirSync(join(packages, name));
    writeFileSync(join(packages, name, 'README.md'), text);
  }
  const programs = readmePrograms(packages);
  rmSync(packages, { recursive: true });
  expect([...programs]).toEqual([['one', 'a();\nb();\n']]);
});
