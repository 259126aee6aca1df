import { hashFile } from '@lamella/core';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadWheel } from './download-wheel.ts';
import { fakePip, fakePrograms } from './testing/fake-programs.ts';
import { fixture, TINY_WHEEL } from './testing/fixtures.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

let folder: ReturnType<typeof temporaryFolder>;
let restorePath: () => void;
const install = (python: string): { python: string; folder: string } => {
  folder = temporaryFolder();
  restorePath = fakePrograms(folder.path, { python3: python });
  mkdirSync(join(folder.path, 'download'));
  return { python: 'python3', folder: join(folder.path, 'download') };
};
const calls = (): string[] => readFileSync(join(folder.path, 'calls'), 'utf8').trim().split('\n');
afterEach(() => {
  restorePath();
  folder.remove();
});

test('asks pip for the exact wheel of the platform, whatever Python it is', async () => {
  const options = install(fakePip(fixture('tensorflow.whl')));
  const path = await downloadWheel(TINY_WHEEL, options);
  expect(await hashFile(path)).toBe(TINY_WHEEL.sha256);
  expect(calls()).toEqual([
    '-m pip download --quiet --no-input --disable-pip-version-check --no-deps --only-binary=:all: ' +
      '--implementation cp --python-version 311 --abi cp311 --abi none --platform manylinux_2_27_x86_64 ' +
      `--dest ${options.folder} tensorflow-cpu==9.9.9`,
  ]);
});

test('refuses a file with another hash, after a second try past pip’s cache', async () => {
  const options = install(fakePip(fixture('nvidia.whl')));
  const found = await hashFile(fixture('nvidia.whl'));
  await expect(downloadWheel(TINY_WHEEL, options)).rejects.toThrow(
    'The download of tensorflow-cpu==9.9.9 is damaged or not the published file: ' +
      `expected SHA-256 ${TINY_WHEEL.sha256}, got ${found}. Try again`,
  );
  expect(calls()).toHaveLength(2);
  expect(calls()[1]).toMatch(/ --no-cache-dir$/);
});

test('tells what pip says', async () => {
  const options = install(`
    console.error('WARNING: something else');
    console.error('ERROR: No matching distribution found for tensorflow-cpu==9.9.9');
    process.exit(1)`);
  await expect(downloadWheel(TINY_WHEEL, options)).rejects.toThrow(
    'pip could not fetch tensorflow-cpu==9.9.9 for manylinux_2_27_x86_64. pip says:\n' +
      '  ERROR: No matching distribution found for tensorflow-cpu==9.9.9\n' +
      'Check the network and the configuration of pip (pip config list), then run this again.',
  );
});

test('tells a full disk', async () => {
  const options = install(`console.error('ERROR: [Errno 28] No space left on device'); process.exit(1)`);
  await expect(downloadWheel(TINY_WHEEL, options)).rejects.toThrow(
    'The disk filled up while pip fetched tensorflow-cpu==9.9.9. Free some space and run this again.',
  );
});

test('tells how much has arrived while pip is at it', async () => {
  const options = install(`
    const { writeFileSync } = require('node:fs');
    writeFileSync(process.env.TMPDIR + '/part', Buffer.alloc(12345));
    setTimeout(() => {}, 700);`);
  const seen: number[] = [];
  const download = downloadWheel(TINY_WHEEL, { ...options, onBytes: (bytes) => seen.push(bytes) });
  await expect(download).rejects.toThrow('pip ended without a new wheel');
  expect(seen).toContain(12345);
});
