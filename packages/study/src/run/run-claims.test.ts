import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { RunClaims } from './run-claims.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-run-claims-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const hasty = { beatSeconds: 0.02, staleSeconds: 0.2 };

test('the processes that work on a run are named while they do', async () => {
  const [one, two] = [new RunClaims(folder), new RunClaims(folder)];
  const presences = [await one.enter(), await two.enter()];
  const names = presences.map(({ name }) => name);
  expect((await two.processes()).toSorted()).toEqual(names.toSorted());
  await presences[0]?.leave();
  expect(await two.processes()).toEqual([names[1]]);
  await presences[1]?.leave();
});

test('a process of another machine that gives no sign is waited for, and forgotten', async () => {
  const claims = new RunClaims(folder, hasty);
  await (await claims.enter()).leave();
  const gone = { pid: 7, startTime: '1', host: `not-${hostname()}`, command: 'x', since: 'y', token: 'z' };
  writeFileSync(join(folder, 'processes', 'theirs.process'), JSON.stringify(gone));
  const heard: string[] = [];
  expect(await claims.processes((name) => heard.push(name))).toEqual([]);
  expect(heard).toEqual(['theirs']);
  expect(readdirSync(join(folder, 'processes'))).toEqual([]);
});

test('a process that was taken for gone enters again, and leaves once', async () => {
  const [one, two] = [new RunClaims(folder, hasty), new RunClaims(folder)];
  const { name, leave } = await one.enter();
  const path = join(folder, 'processes', `${name}.process`);
  rmSync(path);
  while (!existsSync(path)) await delay(5);
  expect(await two.processes()).toEqual([name]);
  await leave();
  expect(await two.processes()).toEqual([]);
  expect(readdirSync(join(folder, 'processes'))).toEqual([]);
});

test('a disk that refuses is named with the file', async () => {
  writeFileSync(join(folder, 'file'), '');
  const claims = new RunClaims(join(folder, 'file'));
  const why = 'a parent of it is a file, not a folder';
  await expect(claims.trial('a')).rejects.toThrow(
    `Cannot write ${join(folder, 'file', 'claims', 'a')}: ${why}.`,
  );
  await expect(claims.alone(async () => {})).rejects.toThrow(
    new RegExp(`^Cannot write ${join(folder, 'file', '.lock')}: `),
  );
  const other = Object.assign(new Error('of the action'), { code: 'ENOSPC', path: '/elsewhere' });
  await expect(new RunClaims(folder).alone(() => Promise.reject(other))).rejects.toBe(other);
});

test('a beat that can not be written is told by the name of the claim', async () => {
  const claim = await new RunClaims(folder).trial('a');
  if ('heldBy' in claim) throw new Error('Expected a claim');
  const handle = await open(folder, 'r');
  const prototype = Object.getPrototypeOf(handle) as { write(): Promise<void> };
  await handle.close();
  const write = import.meta.jest.spyOn(prototype, 'write').mockImplementation(() => {
    return Promise.reject(Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
  });
  await expect(claim.isHeld()).rejects.toThrow(`Cannot write ${claim.path}: the disk is full`);
  write.mockRestore();
  expect(await claim.isHeld()).toBe(true);
  await claim.release();
});
