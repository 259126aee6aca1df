import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTextFile } from './read-text-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-text-'));
const path = join(folder, 'x.txt');
afterAll(() => rmSync(folder, { recursive: true }));

test('a text comes without its byte-order mark', () => {
  writeFileSync(path, '\uFEFFé\n日本');
  expect(readTextFile(path)).toBe('é\n日本');
  writeFileSync(path, '');
  expect(readTextFile(path)).toBe('');
});

test.each([
  ['Latin-1', Buffer.from('a\n\xe9', 'latin1'), 'Expected UTF-8 at FILE:2, got the byte 0xE9'],
  ['UTF-16 with a mark', Buffer.from('\uFEFFa', 'utf16le'), 'Expected UTF-8 in FILE, got UTF-16'],
  ['a NUL', Buffer.from('a\n\nb\0'), 'Expected text at FILE:3, got a NUL byte.'],
])('%s is refused', (_name, content, message) => {
  writeFileSync(path, content);
  expect(() => readTextFile(path)).toThrow(message.replace('FILE', path));
});

test('what may never end or is far too large is not read', () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const loop = join(folder, 'loop');
  symlinkSync('loop', loop);
  expect(() => readTextFile(pipe)).toThrow(`Expected a file at ${pipe}, got a pipe, a socket or a device.`);
  expect(() => readTextFile('/dev/zero')).toThrow(/^Expected a file at \/dev\/zero, got a pipe/);
  expect(() => readTextFile(loop)).toThrow(
    `Cannot read ${loop}: its links lead back to it. Remove or mend them.`,
  );
  expect(() => readTextFile(folder)).toThrow(`Cannot read ${folder}: it is a folder, not a file.`);
  truncateSync(path, 2 ** 40); // takes no room on the disk
  expect(() => readTextFile(path, { mostBytes: 100, what: 'rows' })).toThrow(
    `Expected at most 100 bytes of rows in ${path}, got 1099511627776.`,
  );
});
