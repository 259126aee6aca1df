import { hostname } from 'node:os';
import { formatOwner, newOwner } from './owner.ts';
import { StaleClaims } from './stale-claims.ts';

let now: number;
let stale: StaleClaims;
beforeEach(() => {
  now = 1000;
  stale = new StaleClaims({ staleMs: 60_000, longestGapMs: 5000, now: () => now });
});

const content = async (beat: number): Promise<string> =>
  formatOwner({ ...(await newOwner()), host: 'elsewhere' }, beat);

/** Looks at a claim some times, with a pause before each. */
async function look(text: string, { times, pauseMs }: { times: number; pauseMs: number }): Promise<boolean> {
  let isStale = false;
  for (let i = 0; i < times; i++) {
    now += pauseMs;
    isStale = await stale.isStale(text, 'a');
  }
  return isStale;
}

test('a beat that has not moved for a minute', async () => {
  const text = await content(1);
  expect(await look(text, { times: 30, pauseMs: 2000 })).toBe(false);
  expect(await look(text, { times: 1, pauseMs: 2000 })).toBe(true);
});

test('a beat that moves begins the minute anew', async () => {
  await look(await content(1), { times: 30, pauseMs: 2000 });
  expect(await look(await content(2), { times: 30, pauseMs: 2000 })).toBe(false);
});

test('hours in which this process did not look, or was paused, count as one beat', async () => {
  const text = await content(1);
  expect(await look(text, { times: 12, pauseMs: 3_600_000 })).toBe(false);
  expect(await look(text, { times: 1, pauseMs: 3_600_000 })).toBe(true);
});

test('an owner of this machine that has ended is told at once; not one of another container', async () => {
  const owner = { ...(await newOwner()), startTime: '1' };
  expect(await stale.isStale(formatOwner(owner, 1), 'a')).toBe(true);
  expect(await stale.isStale(formatOwner({ ...owner, place: 'another' }, 1), 'b')).toBe(false);
});

test('a lock of an earlier version is stale where its process can be seen to have ended', async () => {
  const former = { pid: process.pid, startTime: '1', host: hostname(), command: 'x', since: 'y' };
  expect(await stale.isStale(JSON.stringify(former), 'a')).toBe(true);
  const text = JSON.stringify({ ...former, host: 'elsewhere' });
  expect(await look(text, { times: 100, pauseMs: 5000 })).toBe(false);
});
