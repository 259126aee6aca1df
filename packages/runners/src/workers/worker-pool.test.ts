import { fixtureCommand, isRunning, waitUntil } from '../testing/fixture-programs.ts';
import type { JobOutcome } from './job-outcome.ts';
import type { JobLimits } from './job-watch.ts';
import type { WorkerCommand } from './worker-process.ts';
import { WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';

// Starting a process takes long on a busy machine.
import.meta.jest.setTimeout(20_000);

const echo = fixtureCommand('echo-worker.mjs', { tsx: true });
const pools: WorkerPool[] = [];

function openPool(command: WorkerCommand, options: Omit<WorkerPoolOptions, 'command'> = {}): WorkerPool {
  const pool = new WorkerPool({ command, ...options });
  pools.push(pool);
  return pool;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.cancel()));
});

interface EchoValue {
  readonly pid: number;
  readonly jobs: number;
  readonly color: string;
  readonly echo: unknown;
}

const valueOf = (outcome: JobOutcome): EchoValue => outcome.value as EchoValue;

describe('jobs', () => {
  test('one worker does one job after another; events and values arrive as they are', async () => {
    const pool = openPool(echo);
    const events: unknown[] = [];
    const [first, second] = await Promise.all([
      pool.run(
        { echo: { loss: NaN, scores: [1, 2] }, events: [1, 'two'] },
        { onEvent: (event) => events.push(event) },
      ),
      pool.run({ echo: 'again' }),
    ]);
    expect(first).toMatchObject({
      status: 'done',
      log: [],
      value: { jobs: 1, echo: { loss: NaN, scores: [1, 2] } },
    });
    expect(first.error).toBeUndefined();
    expect(first.seconds).toBeGreaterThan(0);
    expect(events).toEqual([1, 'two']);
    expect(second).toMatchObject({
      status: 'done',
      value: { jobs: 2, pid: valueOf(first).pid, echo: 'again' },
    });
  });

  test('as many workers as the pool is large, no more', async () => {
    const pool = openPool(echo, { size: 2 });
    const outcomes = await Promise.all([1, 2, 3].map(() => pool.run({ wait: 200 })));
    expect(new Set(outcomes.map((outcome) => valueOf(outcome).pid)).size).toBe(2);
  });

  test('workers write no colour codes, whatever Nx says', async () => {
    const previous = process.env['FORCE_COLOR'];
    process.env['FORCE_COLOR'] = 'true';
    const outcome = await openPool(echo).run({});
    if (previous === undefined) delete process.env['FORCE_COLOR'];
    else process.env['FORCE_COLOR'] = previous;
    expect(valueOf(outcome).color).toBe('0');
  });

  test('messages that are not of the protocol change nothing', async () => {
    const outcome = await openPool(fixtureCommand('garbage.mjs')).run({});
    expect(outcome).toMatchObject({ status: 'done', value: 'answer' });
  });
});

describe('a failure costs one job', () => {
  test('an exception in the handler', async () => {
    const pool = openPool(echo);
    const before = await pool.run({});
    const failed = await pool.run({ fail: 'no such task', errorName: 'UserError', print: 'reading data' });
    const after = await pool.run({});
    expect(failed).toMatchObject({
      status: 'failed',
      error: {
        name: 'UserError',
        message: 'no such task',
        stack: expect.stringContaining('echo-worker.mjs'),
      },
      log: ['reading data'],
    });
    expect(after).toMatchObject({ status: 'done', value: { jobs: 1 } });
    expect(await isRunning(valueOf(before).pid)).toBe(false);
  });

  test.each([
    ['exits', { exit: 3, print: 'bye' }, { status: 'failed', exitCode: 3, log: ['bye'] }],
    ['exits as if all were well', { exit: 0 }, { status: 'failed', exitCode: 0 }],
    ['crashes', { kill: 'SIGSEGV', wait: 5000 }, { status: 'killed', signal: 'SIGSEGV' }],
    ['is killed', { kill: 'SIGKILL', wait: 5000 }, { status: 'killed', signal: 'SIGKILL' }],
    ['throws what is no error', { throwText: 'oops' }, { status: 'failed', error: { message: 'oops' } }],
    [
      'returns what cannot be sent',
      { return: 'function' },
      { status: 'failed', error: { message: '() => {} could not be cloned.' } },
    ],
    [
      'says that the device is full',
      { fail: 'OOM when allocating tensor with shape[4096,4096]' },
      { status: 'out-of-memory' },
    ],
  ])('a worker that %s', async (_, job, expected) => {
    const pool = openPool(echo);
    expect(await pool.run(job)).toMatchObject(expected);
    expect(await pool.run({ echo: 'next' })).toMatchObject({
      status: 'done',
      value: { jobs: 1, echo: 'next' },
    });
  });

  test('a heap that is full', async () => {
    const small = { ...echo, args: ['--max-old-space-size=40', ...echo.args] };
    const outcome = await openPool(small).run({ fillHeap: true });
    expect(outcome).toMatchObject({
      status: 'out-of-memory',
      error: { name: 'WorkerError', message: 'The worker ran out of memory and was ended by SIGABRT' },
    });
    expect(outcome.log.join('\n')).toContain('JavaScript heap out of memory');
  });

  test('a job that cannot be sent', async () => {
    const outcome = await openPool(echo).run({ callback: () => {} });
    expect(outcome.status).toBe('failed');
    expect(outcome.error?.message).toMatch(/could not be cloned/u);
  });

  test('a worker that does not come up', async () => {
    expect(await openPool(fixtureCommand('exit-2.mjs')).run({})).toMatchObject({
      status: 'failed',
      exitCode: 2,
      error: { message: 'The worker exited with code 2 before the job was done' },
      log: ['cannot find the engine'],
    });
  });

  test('a program that does not exist', async () => {
    const outcome = await openPool({ file: 'no-such-program', args: [] }).run({});
    expect(outcome).toMatchObject({ status: 'failed', exitCode: undefined });
    expect(outcome.error?.message).toMatch(/^The worker could not be started: .*ENOENT/u);
  });

  test('a program of the worker that holds its output open', async () => {
    const outcome = await openPool(fixtureCommand('hold-output.mjs')).run({});
    expect(outcome).toMatchObject({ status: 'failed', exitCode: 3 });
    process.kill(Number(outcome.log[0]?.replace('child ', '')), 'SIGKILL');
  });
});

describe('limits', () => {
  test('time', async () => {
    const outcome = await openPool(fixtureCommand('forever.mjs')).run({}, { timeLimitSeconds: 0.5 });
    expect(outcome).toMatchObject({
      status: 'timed-out',
      signal: 'SIGTERM',
      passedLimit: { kind: 'time', limitSeconds: 0.5 },
      error: { message: expect.stringMatching(/^The job took .*, longer than its time limit of 0\.5 s$/u) },
    });
  });

  test('memory', async () => {
    const job = { allocateMiB: 400, wait: 20_000 };
    expect(await openPool(echo).run(job, { memoryLimitBytes: 300 * 2 ** 20 })).toMatchObject({
      status: 'out-of-memory',
      passedLimit: { kind: 'memory', limitBytes: 300 * 2 ** 20 },
      error: {
        message: expect.stringMatching(/^The worker used \d+ MiB, more than its memory .* 300 MiB$/u),
      },
    });
  });

  const mute = fixtureCommand('mute.mjs');
  /** How long a process takes to start is of no interest here. */
  const onceReady = (limits: JobLimits) => ({
    limitsIn: (event: unknown) => ((event as { isReady?: boolean }).isReady === true ? limits : undefined),
  });

  test('limits that an event tells of', async () => {
    const outcome = await openPool(mute).run({}, onceReady({ timeLimitSeconds: 0.2 }));
    expect(outcome).toMatchObject({ status: 'timed-out', passedLimit: { kind: 'time', limitSeconds: 0.2 } });
  });

  test.each([
    ['is stopped', { stops: true }, { isComputing: false }, 'SIGTERM'],
    ['is stopped and ignores SIGTERM', { stops: true, ignoresSigterm: true }, {}, 'SIGKILL'],
    ['computes for ever', { computes: true, ignoresSigterm: true }, { isComputing: true }, 'SIGKILL'],
  ])('no sign of life: a worker that %s', async (_, job, how, signal) => {
    const pool = openPool(mute, { graceMs: 200 });
    const outcome = await pool.run(job, onceReady({ silenceLimitSeconds: 0.3 }));
    expect(outcome).toMatchObject({ status: 'timed-out', signal, passedLimit: { kind: 'silence', ...how } });
  });

  test('a job within its limits is left alone, and so is the next', async () => {
    const pool = openPool(echo);
    await pool.run({});
    expect((await pool.run({}, { timeLimitSeconds: 1.5, memoryLimitBytes: 2 ** 40 })).status).toBe('done');
    expect((await pool.run({ wait: 1600 })).status).toBe('done');
  });
});

describe('cancelling', () => {
  test('ends running, waiting and later jobs, and leaves no process', async () => {
    const pool = openPool(echo);
    let pid = 0;
    const running = pool.run(
      { reportPid: true, wait: 60_000 },
      { onEvent: (event) => (pid = (event as { pid: number }).pid) },
    );
    const waiting = pool.run({});
    await waitUntil(() => pid > 0);
    await pool.cancel();
    expect(await isRunning(pid)).toBe(false);
    expect(await running).toMatchObject({ status: 'cancelled', signal: 'SIGTERM' });
    expect(await waiting).toMatchObject({ status: 'cancelled', seconds: 0 });
    expect((await pool.run({})).status).toBe('cancelled');
  });

  test('a job that is abandoned ends where it stands, and no other', async () => {
    const pool = openPool(fixtureCommand('ignore-sigterm.mjs'), { graceMs: 60_000 });
    const abandoning = new AbortController();
    const outcome = pool.run({}, { onEvent: () => abandoning.abort(), abandoned: abandoning.signal });
    expect(await outcome).toMatchObject({ status: 'cancelled', signal: 'SIGKILL' });
    expect(await pool.run({}, { abandoned: abandoning.signal })).toMatchObject({ status: 'cancelled' });
  });

  test('a worker that does not end when asked is killed after the grace period', async () => {
    const pool = openPool(fixtureCommand('ignore-sigterm.mjs'), { graceMs: 200 });
    let isReady = false;
    const outcome = pool.run({}, { onEvent: () => (isReady = true) });
    await waitUntil(() => isReady);
    await pool.cancel();
    expect(await outcome).toMatchObject({ status: 'cancelled', signal: 'SIGKILL' });
  });

  test('Ctrl-C in a terminal reaches the worker too, and is no failure of it', async () => {
    const running = openPool(echo).run({ kill: 'SIGINT', wait: 300, echo: 'still here' });
    expect(await running).toMatchObject({ status: 'done', value: { echo: 'still here' } });
  });

  test('closing lets a running job end', async () => {
    const pool = openPool(echo);
    const idle = valueOf(await pool.run({}));
    await pool.close();
    expect(await isRunning(idle.pid)).toBe(false);
  });
});
