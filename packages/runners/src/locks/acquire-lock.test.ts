import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fixturePath } from '../testing/fixture-programs.ts';
import { acquireLock, lookAtLock } from './acquire-lock.ts';

// Starting a process takes long on a busy machine.
import.meta.jest.setTimeout(20_000);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-lock-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Starts a program that takes the lock, and waits for the first line that it prints. */
async function startHolder(
  path: string,
  milliseconds: number,
): Promise<{ holder: ChildProcess; said: string }> {
  const args = ['--import', 'tsx', fixturePath('hold-lock.mjs'), path, String(milliseconds)];
  const holder = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output] = (await once(holder.stdout, 'data')) as [Buffer];
  return { holder, said: output.toString().trim() };
}

test('held once, then free again', async () => {
  const path = join(folder, 'results', 'lock.json');
  const lock = await acquireLock(path);
  expect(lock.path).toBe(path);
  await expect(acquireLock(path)).rejects.toThrow(`${path} is held by process ${process.pid} (`);
  await lock.release();
  expect(readdirSync(join(folder, 'results'))).toEqual([]);
  await (await acquireLock(path)).release();
});

test('a lock can be looked at without being taken', async () => {
  const path = join(folder, 'lock.json');
  expect(await lookAtLock(path)).toBe('free');
  const lock = await acquireLock(path);
  expect(await lookAtLock(path)).toBe('held');
  await lock.release();
  const owner = { pid: process.pid, startTime: '1', host: hostname(), command: 'x', since: 'y' };
  writeFileSync(path, JSON.stringify(owner));
  expect(await lookAtLock(path)).toBe('free');
  writeFileSync(path, JSON.stringify({ ...owner, host: 'elsewhere' }));
  expect(await lookAtLock(path)).toBe('unknown');
  writeFileSync(path, 'no lock');
  expect(await lookAtLock(path)).toBe('unknown');
});

test('another process names this one', async () => {
  const path = join(folder, 'lock.json');
  const lock = await acquireLock(path);
  const { said } = await startHolder(path, 0);
  expect(said).toMatch(new RegExp(`held by process ${process.pid} .* Wait until it ends, or stop it.`, 'u'));
  await lock.release();
});

test('an exit lets go of it', async () => {
  const path = join(folder, 'lock.json');
  const { holder, said } = await startHolder(path, 50);
  expect(said).toBe('held');
  await once(holder, 'exit');
  expect(existsSync(path)).toBe(false);
});

test('a kill leaves it, and the next one takes it over: one only, if several try', async () => {
  const path = join(folder, 'lock.json');
  const { holder } = await startHolder(path, 60_000);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(existsSync(path)).toBe(true);
  const tries = await Promise.allSettled([1, 2, 3, 4, 5].map(() => acquireLock(path)));
  const locks = tries.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
  expect(locks).toHaveLength(1);
  expect(readdirSync(folder)).toEqual(['lock.json']);
  await locks[0]?.release();
});

describe('six processes', () => {
  const programs: ChildProcess[] = [];
  afterEach(() => programs.forEach((program) => program.kill()));

  test('find a stale lock, and one takes it, twenty times', async () => {
    const path = join(folder, 'lock.json');
    const args = ['--import', 'tsx', fixturePath('take-lock-in-rounds.mjs')];
    const answers = Array.from({ length: 6 }, () => {
      const program = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      programs.push(program);
      return createInterface({ input: program.stdout })[Symbol.asyncIterator]();
    });
    const listen = (): Promise<string[]> =>
      Promise.all(answers.map(async (lines) => String((await lines.next()).value)));
    const ask = (line: string): Promise<string[]> => {
      for (const { stdin } of programs) stdin?.write(`${line}\n`);
      return listen();
    };
    await listen();
    for (let round = 0; round < 20; round++) {
      const gone = { pid: process.pid, startTime: `${round}`, host: hostname(), command: 'x', since: 'y' };
      writeFileSync(path, JSON.stringify(gone));
      const said = await ask(path);
      const owner = programs[said.indexOf('held')]?.pid;
      const others = said.filter((answer) => answer.includes(` is held by process ${owner} (`));
      expect([said.filter((answer) => answer === 'held'), others]).toEqual([
        ['held'],
        Array(5).fill(expect.any(String)),
      ]);
      await ask('');
      expect(readdirSync(folder)).toEqual([]);
    }
  });
});

test('a later process with the same id is not the owner', async () => {
  const path = join(folder, 'lock.json');
  const owner = {
    pid: process.pid,
    startTime: '1',
    host: hostname(),
    command: 'lamella run',
    since: '2026-01-01',
  };
  writeFileSync(path, JSON.stringify(owner));
  await (await acquireLock(path)).release();
});

test('what cannot be told to be stale is left alone', async () => {
  const path = join(folder, 'lock.json');
  const owner = { pid: 1, startTime: '1', host: 'elsewhere', command: 'lamella run', since: '2026-01-01' };
  writeFileSync(path, JSON.stringify(owner));
  await expect(acquireLock(path)).rejects.toThrow(
    `${path} is held by process 1 on elsewhere (lamella run) since 2026-01-01. ` +
      `Whether it still runs can't be seen from ${hostname()}: if it doesn't, delete the file.`,
  );
  writeFileSync(path, 'notes');
  await expect(acquireLock(path)).rejects.toThrow(
    `${path} is no lock file of Lamella. If nothing runs there, delete it.`,
  );
});
