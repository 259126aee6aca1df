import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Claim, type ClaimTimes, type HeldClaim, SlurmSilence } from '@lamella/runners';
import { UserError } from '@lamella/core';
import { type Narrowing, readSpec, type SlurmSettings } from '@lamella/spec';
import { type ExampleWorkspace, exampleWorkspace } from '@lamella/spec/testing';
import { runExperiment, type RunSummary } from '../run-experiment.ts';
import { fakePool, fakeTrials, type Behaviour } from '../testing/fake-trial.ts';
import { FakeSlurm } from '../testing/fake-slurm.ts';
import { RunClaims } from '../run/run-claims.ts';
import { workOnRun } from '../work-on-run.ts';
import { cancelJobs } from './cancel-jobs.ts';

let workspace: ExampleWorkspace;
let notes: string[];
beforeEach(() => {
  workspace = exampleWorkspace();
  notes = [];
});
afterEach(() => workspace.remove());

const folder = (): string => join(workspace.runsFolder, 'example');
const full: Narrowing = { methods: ['full'], tasks: ['cola'] };
const [first, second] = ['cola-full-seed1', 'cola-full-seed2'] as const;
const stream = { write: (text: string): void => void notes.push(text) };

interface Options {
  readonly part?: Narrowing;
  readonly settings?: SlurmSettings;
  readonly signal?: AbortSignal;
  readonly claimTimes?: ClaimTimes;
}

/** Runs a part of the example on a cluster. */
async function run(
  slurm: FakeSlurm,
  { part = full, settings = {}, signal = new AbortController().signal, claimTimes = {} }: Options = {},
): Promise<RunSummary> {
  return runExperiment(await readSpec(workspace.specPath), {
    claimTimes,
    ...{ runsFolder: workspace.runsFolder, parts: [part], workers: 1, threads: 1, signal, stream },
    cluster: {
      ...{ slurm, settings, threads: undefined, command: ['lamella', 'work'], costOf: () => undefined },
      ...{ pollMs: { least: 1, most: 1 }, settleMs: 0 },
    },
  });
}

/** Does what a task does, in this process. */
async function work(slurm: FakeSlurm, trial: string, behaviour: Behaviour = {}): Promise<void> {
  const id = slurm.taskOf(trial);
  slurm.set(id, 'RUNNING', 'running');
  await workOnRun({
    ...{ folder: folder(), trials: [trial], workers: 1, threads: 1, stream: { write: () => true } },
    pool: fakePool(fakeTrials(behaviour, (text) => notes.push(`${text}\n`))),
    signal: new AbortController().signal,
  });
  end(slurm, id, 0);
}

function end(slurm: FakeSlurm, id: string, code: number | undefined, state = 'COMPLETED'): void {
  const path = join(folder(), 'slurm/ends', id);
  if (code === undefined) rmSync(path, { force: true });
  else writeFileSync(path, `${code}\n`);
  slurm.set(id, state, 'ended');
}

function checkpoint(trial: string, name: string): void {
  const place = join(folder(), 'checkpoints', trial);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, name), name);
}

const resultOf = (trial: string): { status: string; failure?: { message: string; log: string[] } } =>
  JSON.parse(readFileSync(join(folder(), `${trial}.json`), 'utf8'));

test('trials are tasks of one array, and their results are collected', async () => {
  const slurm = new FakeSlurm(async (look) => {
    if (look === 2) await work(slurm, second);
    if (look === 4) await work(slurm, first, { throws: first });
  });
  expect(await run(slurm)).toMatchObject({ total: 2, failed: [first], isCancelled: false });
  expect(slurm.submitted).toMatchObject([{ trials: [first, second] }]);
  const output = notes.join('');
  expect(output).toMatch(/Submitted job 100 \(2 trials\)\n/);
  expect(output).toMatch(/\[1\/2\] cola-full-seed2: done in .*, accuracy/);
  expect(output).toMatch(/\[2\/2\] cola-full-seed1: failed after .*, No luck/);
  const again: FakeSlurm = new FakeSlurm((look): Promise<void> | undefined =>
    look === 2 ? work(again, first) : undefined,
  );
  expect(await run(again)).toMatchObject({ total: 2, reused: 1, failed: [] });
  expect(again.submitted).toMatchObject([{ trials: [first] }]);
});

test('a task that is stopped is submitted again; one that ends by itself without a result has failed', async () => {
  const slurm = new FakeSlurm(async (look) => {
    if (look === 2) end(slurm, '100_0', undefined, 'TIMEOUT');
    if (look === 2) {
      mkdirSync(join(folder(), 'slurm/logs'), { recursive: true });
      writeFileSync(join(folder(), 'slurm/logs/100_1.log'), 'module: command not found\n');
      end(slurm, '100_1', 127, 'FAILED');
    }
    if (look === 5) await work(slurm, first);
  });
  expect(await run(slurm)).toMatchObject({ failed: [second] });
  expect(slurm.submitted.map(({ trials }) => trials)).toEqual([[first, second], [first]]);
  expect(resultOf(second)).toMatchObject({
    status: 'failed',
    failure: {
      message: expect.stringMatching(/ended before its trial: exit code 127\. Its log: .*100_1\.log$/),
      log: ['module: command not found'],
    },
  });
});

test('a trial that is stopped again and again without getting further has failed', async () => {
  const slurm = new FakeSlurm((look) => {
    if (look === 1) return;
    if (look === 2) checkpoint(first, 'one');
    const id = slurm.taskOf(first);
    // Slurm itself starts a preempted task again.
    if (look < 5) slurm.set(id, 'PENDING', 'waiting', { restarts: look - 1, reason: 'BeginTime' });
    else if (slurm.live().includes(id)) end(slurm, id, undefined, 'TIMEOUT');
  });
  const part = { ...full, seeds: [1] };
  expect(await run(slurm, { part, settings: { requeues: 3 } })).toMatchObject({ failed: [first] });
  // Progress at the first restart, none at the two others, nor at two time limits.
  expect(slurm.submitted).toHaveLength(2);
  expect(resultOf(first)).toMatchObject({
    failure: {
      reason: 'timed-out',
      message: expect.stringMatching(/more often in a row than slurm.requeues/),
    },
  });
});

test('a trial that is given up while its task holds it has failed once it lets go', async () => {
  let claim: Claim | HeldClaim | undefined;
  const slurm = new FakeSlurm(async (look) => {
    const restarts = look - 1;
    if (look === 2) claim = await new RunClaims(folder()).trial(first);
    if (slurm.cancelled.length === 0 && look > 1)
      slurm.set(slurm.taskOf(first), 'PENDING', 'waiting', { restarts });
    if (look === 8 && claim !== undefined && 'release' in claim) await claim.release();
  });
  const part = { ...full, seeds: [1] };
  expect(await run(slurm, { part, settings: { requeues: 1 } })).toMatchObject({ failed: [first], left: [] });
  expect(slurm.submitted).toHaveLength(1);
  expect(resultOf(first).failure?.message).toMatch(/more often in a row than slurm.requeues/);
});

test('importance is a job of its own that trials wait for; its failure is theirs', async () => {
  const slurm = new FakeSlurm(async (look) => {
    if (look === 2) {
      mkdirSync(join(folder(), 'slurm/logs'), { recursive: true });
      writeFileSync(join(folder(), 'slurm/logs/100.log'), 'no such model\n');
      end(slurm, '100', 1, 'FAILED');
      for (const id of ['102_0', '102_1'])
        slurm.set(id, 'CANCELLED', 'ended', { reason: 'DependencyNeverSatisfied' });
    }
    if (look === 3) for (const id of ['cola-full-seed1', 'cola-full-seed2']) await work(slurm, id);
  });
  const part = { methods: ['full', 'cka'], tasks: ['cola'] };
  const summary = await run(slurm, { part });
  expect(summary.failed).toEqual(['cola-cka-n2-r8-seed1', 'cola-cka-n2-r8-seed2']);
  const [importance, , trials] = slurm.submitted;
  expect(importance?.script).toMatch(/'--importance-of' "\$task"/);
  expect(trials?.script).toMatch(/#SBATCH --dependency=afterok:100\n#SBATCH --kill-on-invalid-dep=yes/);
  expect(resultOf('cola-cka-n2-r8-seed1').failure).toMatchObject({
    message: expect.stringMatching(/^The importance .* was not measured\. .*exit code 1/),
    log: ['no such model'],
  });
});

test('jobs go on without their watcher, and the next one finds them', async () => {
  const leaving = new AbortController();
  const slurm = new FakeSlurm((look) => {
    if (look === 2) leaving.abort();
  });
  expect(await run(slurm, { signal: leaving.signal })).toMatchObject({ isCancelled: true });
  const before = slurm.submitted.length;
  // As if there had been no time to write the id down.
  const path = join(folder(), 'slurm/jobs.json');
  const { seal: _, ...book } = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...book, format: 1, jobs: [{ ...book.jobs[0], id: null }] }));
  const following = new FakeSlurm(() => {});
  Object.assign(slurm, { refusal: new UserError('Expected no further submission') });
  let looks = 0;
  const list = slurm.list.bind(slurm);
  slurm.list = async () => {
    looks += 1;
    if (looks === 2) for (const id of [first, second]) await work(slurm, id);
    return list();
  };
  expect(following.submitted).toEqual([]);
  expect(await run(slurm)).toMatchObject({ failed: [], isCancelled: false, reused: 0 });
  expect(slurm.submitted).toHaveLength(before);
});

test('cancelling takes the jobs of the run out of the queue, and the next run submits them again', async () => {
  const leaving = new AbortController();
  let worksAt = Infinity;
  const slurm = new FakeSlurm(async (look) => {
    if (look === 2) leaving.abort();
    if (look === worksAt) for (const id of [first, second]) await work(slurm, id);
  });
  await run(slurm, { signal: leaving.signal });
  slurm.set('99', 'RUNNING', 'running', { comment: 'other' });
  expect(await cancelJobs(folder(), slurm)).toEqual(['100']);
  expect(slurm.cancelled).toEqual(['100']);
  // Tasks that waited are told as their array alone.
  for (const id of ['100_0', '100_1']) slurm.forget(id);
  worksAt = 6;
  expect(await run(slurm)).toMatchObject({ failed: [], isCancelled: false });
  expect(slurm.submitted).toHaveLength(2);
});

test('who takes a task out of the queue while it is watched is not overruled', async () => {
  const slurm = new FakeSlurm(async (look) => {
    if (look === 2) slurm.set('100_0', 'CANCELLED', 'ended');
    if (look === 3) await work(slurm, second);
  });
  expect(await run(slurm)).toMatchObject({ failed: [], left: [first], total: 2 });
  expect(slurm.submitted).toHaveLength(1);
});

test('a silent Slurm is asked again, and a refusal is told', async () => {
  const slurm = new FakeSlurm(async (look) => {
    if (look === 2) throw new SlurmSilence('Expected squeue to succeed, got: no answer.');
    if (look === 3) for (const id of [first, second]) await work(slurm, id);
  });
  expect(await run(slurm)).toMatchObject({ failed: [] });
  expect(notes.join('')).toMatch(/got: no answer\. Asking again; trials go on meanwhile\.\n/);
  const refusing = new FakeSlurm(() => {});
  refusing.refusal = new UserError('Expected sbatch to succeed, got: invalid partition.');
  rmSync(workspace.runsFolder, { recursive: true });
  await expect(run(refusing)).rejects.toThrow(/invalid partition/);
});

test('not more trials are submitted than may run at the same time', async () => {
  const slurm = new FakeSlurm(async (look) => {
    if (look === 2) await work(slurm, first);
    if (look === 3) end(slurm, slurm.taskOf(second), undefined, 'NODE_FAIL');
    if (look === 6) await work(slurm, second);
  });
  await run(slurm, { settings: { concurrency: 1 } });
  expect(slurm.submitted.map(({ script }) => /--array=(\S+)/.exec(script)?.[1])).toEqual(['0-1%1', '0-0']);
});

test('a watcher that was taken for gone ends with the reason, and its tasks go on', async () => {
  const slurm = new FakeSlurm(async (look) => {
    if (look === 2) rmSync(join(folder(), 'claims/slurm.submitter'));
  });
  const one = run(slurm, { claimTimes: { beatSeconds: 0.02 } });
  await expect(one).rejects.toThrow('taken for gone. Its tasks go on');
  expect(slurm.taskOf(first)).toBeDefined();
});

describe('trials that wait for others', () => {
  const [own, all, timed] = [
    'cola-cka-n2-r8-seed1',
    'cola-all-r8-seed1',
    'cola-cka-equal-time-n2-r8-seed1',
  ] as const;
  const part = { methods: ['all', 'cka', 'cka-equal-time'], tasks: ['cola'] };

  /** Adds arms of equal time, and more, to the spec. */
  function addControl(yaml = ''): void {
    const spec = readFileSync(workspace.specPath, 'utf8').replace('seed: [1, 2]', 'seed: [1]');
    writeFileSync(workspace.specPath, `${spec}controls: [equal-time]\n${yaml}`);
  }

  test('a trial that takes as long as others is submitted when these have ended', async () => {
    addControl();
    const slurm: FakeSlurm = new FakeSlurm(async (look) => {
      if (look === 2) await work(slurm, own);
      if (look === 4) await work(slurm, all);
      if (look > 4 && slurm.submitted.length > 1 && !existsSync(join(folder(), `${timed}.json`)))
        await work(slurm, timed);
    });
    expect(await run(slurm, { part })).toMatchObject({ total: 3, failed: [], left: [] });
    expect(slurm.submitted.map(({ trials }) => trials)).toEqual([[all, own], [timed]]);
    expect(resultOf(timed)).toMatchObject({ status: 'done', chosen: { steps: { value: 10 } } });
  });

  test('what waits for a trial that was taken out of the queue is left with it', async () => {
    addControl();
    const slurm: FakeSlurm = new FakeSlurm(async (look) => {
      if (look === 2) await work(slurm, own);
      if (look === 4) slurm.set(slurm.taskOf(all), 'CANCELLED', 'ended');
    });
    expect((await run(slurm, { part })).left).toEqual([all, timed]);
  });

  test('what waits for a cancelled candidate in several ways is left once', async () => {
    addControl('tune: { learningRate: [1e-4, 1e-3], share: 0.5 }\n');
    const [cancelled, ...others] = ['cka-n2', 'all'].flatMap((method) =>
      ['1e-4', '1e-3'].map((rate) => `cola-${method}-r8-seed0-rate-${rate}`),
    ) as [string, ...string[]];
    const slurm: FakeSlurm = new FakeSlurm(async (look) => {
      if (look === 2) for (const id of others) await work(slurm, id);
      if (look === 2) slurm.set(slurm.taskOf(cancelled), 'CANCELLED', 'ended');
      if (look > 2 && slurm.submitted.length > 1 && !existsSync(join(folder(), `${all}.json`)))
        await work(slurm, all);
    });
    const { failed, left } = await run(slurm, { part });
    expect({ failed, left }).toEqual({ failed: [], left: [cancelled, own, timed] });
  });

  test('what was trained without a candidate is trained anew once that has a score, and kept until then', async () => {
    addControl('tune: { learningRate: [1e-4, 1e-3], share: 0.5 }\n');
    const failing = 'cola-all-r8-seed0-rate-1e-3';
    /** Runs all that is submitted. @returns what was trained */
    const runAll = async (behaviour: Behaviour = {}): Promise<string[]> => {
      notes = [];
      const slurm: FakeSlurm = new FakeSlurm(async () => {
        for (const trial of slurm.submitted.flatMap(({ trials }) => trials))
          if (slurm.live().includes(slurm.taskOf(trial))) await work(slurm, trial, behaviour);
      });
      const { failed, left } = await run(slurm, { part: { methods: ['all'], tasks: ['cola'] } });
      expect({ failed, left }).toEqual({ failed: behaviour.throws === undefined ? [] : [failing], left: [] });
      return notes.flatMap((text) => /^runs (.*)\n$/.exec(text)?.[1] ?? []);
    };
    expect(await runAll({ throws: failing })).toEqual(['cola-all-r8-seed0-rate-1e-4', failing, all]);
    expect(await runAll({ throws: failing })).toEqual([failing]);
    expect(await runAll()).toEqual([failing, all]);
    expect(await runAll()).toEqual([]);
  });
});
