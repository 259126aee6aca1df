import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArchive } from './write-archive.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'lamella-archive-'))));
afterEach(() => rmSync(root, { recursive: true }));

test('the same files give the same bytes, in whatever order and time zone they are given, and are not compressed', async () => {
  const [first, second] = [join(root, '1.zip'), join(root, '2.zip')];
  writeFileSync(join(root, 'weights'), Buffer.alloc(100_000, 'w'));
  const weights = { path: join(root, 'weights') };
  await writeArchive(first, 'test', { 'b.txt': 'two', 'a/weights': weights });
  const zone = process.env['TZ'];
  process.env['TZ'] = 'Asia/Tokyo';
  await writeArchive(second, 'test', { 'a/weights': weights, 'b.txt': 'two' });
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
  const bytes = readFileSync(first);
  expect(readFileSync(second).equals(bytes)).toBe(true);
  expect(bytes.includes(Buffer.alloc(100_000, 'w'))).toBe(true);
});

test('a name that leads elsewhere and a file that is not there are errors, and nothing is written', async () => {
  const path = join(root, 'x.zip');
  await expect(writeArchive(path, 'test', { '../x': '' })).rejects.toThrow(/got \.\.\/x/);
  await expect(writeArchive(path, 'test', { x: { path: join(root, 'absent') } })).rejects.toThrow(/ENOENT/);
  expect(() => readFileSync(path)).toThrow(/ENOENT/);
});
