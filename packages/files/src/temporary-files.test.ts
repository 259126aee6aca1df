import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { removeUnfinished, temporaryPath } from './temporary-files.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-temporary-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('what is written for a name is found by it, and removed; nothing else is', async () => {
  const [file, other] = [join(folder, 'a.json'), join(folder, 'b')];
  for (const path of [temporaryPath(file), temporaryPath(file), join(folder, '.a.json'), file])
    writeFileSync(path, 'half');
  for (const ending of ['tmp', 'former'] as const) {
    mkdirSync(temporaryPath(other, ending));
    writeFileSync(join(folder, `.b.tmp.${ending}`), '');
  }
  await removeUnfinished(folder, 'a.json');
  expect(
    readdirSync(folder)
      .map((name) => name.replace(/[0-9a-f]{12}/, '*'))
      .sort(),
  ).toEqual(['.a.json', '.b.*.former', '.b.*.tmp', '.b.tmp.former', '.b.tmp.tmp', basename(file)]);
  await removeUnfinished(folder);
  expect(readdirSync(folder).sort()).toEqual(['.a.json', '.b.tmp.former', '.b.tmp.tmp', 'a.json']);
});

test('a folder that is not there has nothing in it', async () => {
  await removeUnfinished(join(folder, 'none'));
  writeFileSync(join(folder, 'file'), '');
  await expect(removeUnfinished(join(folder, 'file'))).rejects.toThrow(/a parent of it is a file/);
});
