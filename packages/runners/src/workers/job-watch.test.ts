import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { JobWatch, type JobLimits, type PassedLimit } from './job-watch.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process that computes nothing. */
async function idle(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setTimeout(() => {}, 60_000)']);
  children.push(child);
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}

async function passed(
  limits: JobLimits,
  during: (watch: JobWatch) => Promise<void> = async () => {},
): Promise<PassedLimit> {
  const pid = await idle();
  return new Promise((resolve) => {
    const watch = new JobWatch(pid, (limit) => {
      watch.end();
      resolve(limit);
    });
    watch.limit(limits);
    void during(watch);
  });
}

test('time while this process stands still itself is not counted', async () => {
  const start = performance.now();
  const limit = await passed({ timeLimitSeconds: 1 }, async () => {
    const until = performance.now() + 2000;
    while (performance.now() < until);
  });
  expect(limit).toMatchObject({ kind: 'time', limitSeconds: 1 });
  expect((performance.now() - start) / 1000).toBeGreaterThan(2.4);
});

test('after a long pause a longer one is allowed', async () => {
  const start = performance.now();
  const limit = await passed({ silenceLimitSeconds: 0.5 }, async (watch) => {
    watch.limit({ silenceLimitSeconds: 60 });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    watch.hear();
    watch.limit({ silenceLimitSeconds: 0.5 });
  });
  expect(limit).toMatchObject({ kind: 'silence', isComputing: false });
  expect((performance.now() - start) / 1000).toBeGreaterThan(3);
});
