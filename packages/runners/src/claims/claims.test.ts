import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fixturePath } from '../testing/fixture-programs.ts';
import { type Claim, Claims, type HeldClaim } from './claims.ts';
import { formatOwner, newOwner } from './owner.ts';

// Starting a process takes long on a busy machine.
import.meta.jest.setTimeout(60_000);

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-claims-'));
  path = join(folder, 'claims', 'a');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Beats so often, and is stale so soon, that a test needs not wait. */
const hasty = { beatSeconds: 0.02, staleSeconds: 0.3 };
const ended = { pid: process.pid, startTime: '1', host: hostname(), command: 'x', since: 'y' };

function taken(claim: Claim | HeldClaim): Claim {
  if ('heldBy' in claim) throw new Error(`Expected a claim, it is held by ${claim.heldBy?.pid}`);
  return claim;
}

function put(content: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, content);
}

/** Starts a program that takes the claim, and waits for what it says. */
async function startHolder(milliseconds: number): Promise<{ holder: ChildProcess; said: string }> {
  const args = ['--import', 'tsx', fixturePath('hold-claim.mjs'), path, String(milliseconds)];
  const holder = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output] = (await once(holder.stdout, 'data')) as [Buffer];
  return { holder, said: output.toString().trim() };
}

test('held once, with its beat, then free again', async () => {
  const claims = new Claims(hasty);
  const claim = taken(await claims.take(path));
  expect(await claims.take(path)).toMatchObject({ heldBy: { pid: process.pid, host: hostname() } });
  const before = readFileSync(path, 'utf8');
  expect(await claim.isHeld()).toBe(true);
  const after = readFileSync(path, 'utf8');
  expect([after === before, after.length]).toEqual([false, before.length]);
  await claim.release();
  expect(readdirSync(join(folder, 'claims'))).toEqual([]);
  await taken(await claims.take(path)).release();
});

test('another process sees whose it is; its own goes when it ends', async () => {
  const claim = taken(await new Claims().take(path));
  const { said, holder } = await startHolder(0);
  expect(said).toBe(`held by ${process.pid}`);
  await once(holder, 'exit');
  await claim.release();
  const second = await startHolder(50);
  expect(second.said).toBe('held');
  await once(second.holder, 'exit');
  expect(existsSync(path)).toBe(false);
});

test('a kill leaves it, and the next one takes it over at once: one only, if several try', async () => {
  const { holder } = await startHolder(60_000);
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(existsSync(path)).toBe(true);
  const claims = new Claims();
  const tries = await Promise.all([1, 2, 3, 4, 5].map(() => claims.take(path)));
  const won = tries.filter((claim) => !('heldBy' in claim));
  expect(won).toHaveLength(1);
  expect(readdirSync(join(folder, 'claims'))).toEqual(['a']);
  for (const claim of won) await taken(claim).release();
});

describe('six processes', () => {
  const programs: ChildProcess[] = [];
  afterEach(() => programs.forEach((program) => program.kill()));

  test('find a stale claim, and one takes it, twenty times', async () => {
    await taken(await new Claims().take(path)).release();
    const args = ['--import', 'tsx', fixturePath('take-claim-in-rounds.mjs')];
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
      put(JSON.stringify({ ...ended, startTime: `${round}` }));
      const said = await ask(path);
      const owner = programs[said.indexOf('held')]?.pid;
      const others = Array.from({ length: 5 }, () => `held by ${owner}`);
      expect(said.toSorted()).toEqual(['held', ...others].toSorted());
      await ask('');
      expect(readdirSync(join(folder, 'claims'))).toEqual([]);
    }
  });
});

test('a later process with the same id is not the owner', async () => {
  const claims = new Claims();
  await taken(await claims.take(path)).release();
  put(JSON.stringify(ended));
  await taken(await claims.take(path)).release();
});

describe('the claim of another machine', () => {
  const elsewhere = async (beat: number) =>
    formatOwner({ ...(await newOwner()), host: 'elsewhere', token: 'theirs' }, beat);

  test('is left alone while it beats, and taken over when the beat stands still', async () => {
    const claims = new Claims(hasty);
    await taken(await claims.take(path)).release();
    for (let beat = 0; beat < 20; beat++) {
      put(await elsewhere(beat));
      expect(await claims.take(path)).toMatchObject({ heldBy: { host: 'elsewhere' } });
      await delay(25);
    }
    let tries = 0;
    let claim = await claims.take(path);
    for (; 'heldBy' in claim; claim = await claims.take(path)) {
      tries++;
      await delay(10);
    }
    // However long this process was kept from looking, a pause counts as one beat only.
    expect(tries).toBeGreaterThanOrEqual(0.3 / 0.02 - 1);
    await claim.release();
  });

  test('is known to be alive once the beat has moved', async () => {
    const claims = new Claims(hasty);
    expect(await claims.look(path)).toBe('free');
    const own = taken(await claims.take(path));
    expect(await claims.look(path)).toBe('alive');
    await own.release();
    put(await elsewhere(1));
    expect(await claims.look(path)).toBe('unknown');
    put(await elsewhere(2));
    expect(await claims.look(path)).toBe('alive');
  });
});

test('an owner whose claim was taken hears of it, and leaves the new one alone', async () => {
  const claim = taken(await new Claims(hasty).take(path));
  const lost = once(claim.lost, 'abort');
  const theirs = formatOwner({ ...(await newOwner()), token: 'theirs' }, 7);
  put(theirs);
  await lost;
  expect(await claim.isHeld()).toBe(false);
  await claim.release();
  expect(readFileSync(path, 'utf8')).toBe(theirs);
});

test('an owner whose claim is gone hears of it', async () => {
  const claim = taken(await new Claims().take(path));
  rmSync(path);
  expect(await claim.isHeld()).toBe(false);
  expect(claim.lost.aborted).toBe(true);
  await claim.release();
});

test('a file that says nothing, as a power cut leaves it, is no obstacle for ever', async () => {
  const claims = new Claims(hasty);
  await taken(await claims.take(path)).release();
  put('');
  let claim = await claims.take(path);
  expect(claim).toEqual({ heldBy: undefined });
  for (; 'heldBy' in claim; claim = await claims.take(path)) await delay(5);
  await claim.release();
});

test('a claim that is released again leaves a later one of the same process to be removed at its end', async () => {
  const before = process.listenerCount('exit');
  const claims = new Claims();
  const first = taken(await claims.take(path));
  await first.release();
  const second = taken(await claims.take(path));
  await first.release();
  expect(existsSync(path)).toBe(true);
  expect(process.listenerCount('exit')).toBe(before + 1);
  await second.release();
  expect(process.listenerCount('exit')).toBe(before);
});

test('one at a time does what is exclusive', async () => {
  const claims = [new Claims(), new Claims()] as const;
  let running = 0;
  const work = async (): Promise<number> => {
    expect(++running).toBe(1);
    await delay(5);
    return running--;
  };
  await Promise.all([0, 1, 0, 1].map((which) => claims[which as 0 | 1].exclusively(path, work)));
  expect(existsSync(path)).toBe(false);
});

test('a lock of an earlier version, which has no beat, is named', async () => {
  const claims = new Claims(hasty);
  await taken(await claims.take(path)).release();
  put(JSON.stringify({ ...ended, pid: 1, host: 'elsewhere', command: 'lamella run' }));
  await expect(claims.exclusively(path, async () => {})).rejects.toThrow(
    `${path} is held by process 1 on elsewhere (lamella run) since y. Wait until it ends, or stop it; ` +
      "if it doesn't run any longer, delete the file.",
  );
});

test('what killed processes have left of claims goes; what may be alive stays', async () => {
  const claims = new Claims(hasty);
  const held = taken(await claims.take(path));
  const dead = formatOwner({ ...(await newOwner()), startTime: '1' }, 0);
  const beside = (name: string): string => join(folder, 'claims', name);
  const temporary = (digit: number): string => `${digit}2345678-1234-1234-1234-123456789abc`;
  const elsewhere = formatOwner({ ...(await newOwner()), host: 'another' }, 0);
  writeFileSync(beside('b'), dead);
  writeFileSync(beside(`b.${'0'.repeat(16)}`), dead);
  writeFileSync(beside(`b.${temporary(1)}`), dead);
  writeFileSync(beside(`b.${temporary(2)}`), dead.slice(0, 20));
  writeFileSync(beside(`b.${temporary(3)}`), elsewhere);
  writeFileSync(beside('c'), elsewhere);
  writeFileSync(beside('d'), dead);
  await claims.tidy(join(folder, 'claims'), (name) => name !== 'd');
  expect(readdirSync(join(folder, 'claims')).sort()).toEqual(['a', `b.${temporary(3)}`, 'c', 'd']);
  expect(await held.isHeld()).toBe(true);
  await held.release();
  await claims.tidy(join(folder, 'none'));
});
