import { formatOwner, lookAtOwner, newOwner, parseOwner } from './owner.ts';

const names = ['SLURM_JOB_ID', 'SLURM_CLUSTER_NAME', 'SLURM_RESTART_COUNT'] as const;
const before = names.map((name) => [name, process.env[name]] as const);
afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
});

/** The environment of a Slurm job. */
function inJob(job: string, restarts?: number, cluster = 'one'): void {
  delete process.env['SLURM_RESTART_COUNT'];
  Object.assign(process.env, { SLURM_JOB_ID: job, SLURM_CLUSTER_NAME: cluster });
  if (restarts !== undefined) process.env['SLURM_RESTART_COUNT'] = String(restarts);
}

test('a Slurm job that was started again knows its earlier start to be over, on whatever node that was', async () => {
  inJob('12', 1);
  const owner = { ...(await newOwner()), host: 'another' };
  expect(parseOwner(formatOwner(owner, 0))).toEqual(owner);
  inJob('12', 2);
  expect(await lookAtOwner(owner)).toBe('ended');
});

test.each([
  ['the same start', '12', 1, 'one'],
  ['the first start of a later look', '12', undefined, 'one'],
  ['another job', '13', 2, 'one'],
  ['another cluster', '12', 2, 'two'],
])('%s tells nothing of it', async (_name, job, restarts, cluster) => {
  inJob('12', 1);
  const owner = { ...(await newOwner()), host: 'another' };
  inJob(job, restarts, cluster);
  expect(await lookAtOwner(owner)).toBe('unknown');
});

test('outside of Slurm there are no starts', async () => {
  for (const name of names) Reflect.deleteProperty(process.env, name);
  const owner = await newOwner();
  expect(owner).not.toHaveProperty('turn');
  expect(await lookAtOwner(owner)).toBe('runs');
});

test('of another user whose processes are hidden, it is unknown whether one runs', async () => {
  // No process has this id.
  const owner = { ...(await newOwner()), pid: 2 ** 30 };
  expect(await lookAtOwner(owner)).toBe('ended');
  import.meta.jest.spyOn(process, 'kill').mockImplementation(() => {
    throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
  });
  expect(await lookAtOwner(owner)).toBe('unknown');
  import.meta.jest.restoreAllMocks();
});
