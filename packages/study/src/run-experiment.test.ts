import { listenToWarnings } from '@lamella/core';
import type { ClaimTimes } from '@lamella/runners';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runLogLine } from './log/log-lines.ts';
import { runLogPath } from './log/run-log.ts';
import { readExperimentFile } from './results/experiment-folder.ts';
import { readWrittenSpec } from './results/written-spec.ts';
import { runExperiment, type RunSummary } from './run-experiment.ts';
import { readSpec } from '@lamella/spec';
import { makeTable } from './tables/make-table.ts';
import { exampleWorkspace, type ExampleWorkspace } from '@lamella/spec/testing';
import { fakePool, fakeTrials, type Behaviour } from './testing/fake-trial.ts';

let workspace: ExampleWorkspace;
let log: string[];
beforeEach(() => {
  workspace = exampleWorkspace();
  log = [];
});
afterEach(() => workspace.remove());

interface Options {
  readonly runsFolder?: string;
  readonly behaviour?: Behaviour;
  readonly workers?: number;
  readonly claimTimes?: ClaimTimes;
}

/** Other processes are looked at so often that a test needs not wait. */
const hasty: ClaimTimes = { beatSeconds: 0.05 };

/** Runs the example in this process. */
async function run({
  runsFolder = workspace.runsFolder,
  behaviour = {},
  workers = 1,
  claimTimes = {},
}: Options = {}) {
  const lines: string[] = [];
  const summary = await runExperiment(await readSpec(workspace.specPath), {
    ...{ runsFolder, claimTimes },
    pool: fakePool(fakeTrials(behaviour, (text) => log.push(text))),
    workers,
    threads: 1,
    signal: new AbortController().signal,
    written: [{ name: workspace.specPath, text: readFileSync(workspace.specPath, 'utf8') }],
    stream: { write: (text) => lines.push(text) },
  });
  return { ...summary, output: lines.join('') };
}

/** Runs it as a process with worker processes. */
function start(behaviour: Behaviour = {}): ChildProcess {
  const program = fileURLToPath(new URL('testing/run-example.ts', import.meta.url));
  const env = {
    ...process.env,
    FAKE_WORKER: JSON.stringify(behaviour),
    FAKE_WORKER_LOG: join(workspace.root, 'log'),
  };
  const args = ['--import', 'tsx', program, workspace.specPath, workspace.runsFolder];
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
}

/** The end of a process: what it says of the run, if it gets to it. */
async function finish(child: ChildProcess): Promise<RunSummary | undefined> {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  return text === '' ? undefined : (JSON.parse(text) as RunSummary);
}

async function waitForWorker(line: string, lines?: readonly string[]): Promise<void> {
  const path = join(workspace.root, 'log');
  const end = Date.now() + 40_000;
  const isThere = (): boolean =>
    lines?.includes(line) ?? (existsSync(path) && readFileSync(path, 'utf8').includes(line));
  while (!isThere()) {
    if (Date.now() > end) throw new Error(`Expected "${line}" in ${path}`);
    await delay(20);
  }
}

const path = (id: string): string => join(workspace.runsFolder, 'example', `${id}.json`);
const read = (id: string) => JSON.parse(readFileSync(path(id), 'utf8'));
const tableOf = (runsFolder: string): string => {
  const folder = join(runsFolder, 'example');
  const experiment = readExperimentFile(folder);
  if (experiment === undefined) throw new Error(`Expected an experiment in ${folder}`);
  return makeTable(experiment, folder).markdown;
};

describe('runExperiment', () => {
  test('runs every trial once, and measures importance once for all trials of a task', async () => {
    expect(await run({ workers: 2 })).toMatchObject({ total: 12, reused: 0, failed: [], isCancelled: false });
    expect(log.filter((line) => line.startsWith('runs '))).toHaveLength(12);
    expect(log.filter((line) => line.startsWith('measures '))).toEqual([
      'measures cola-cka-n2-r8-seed1',
      'measures rte-cka-n2-r8-seed1',
    ]);
    expect(read('cola-cka-n2-r8-seed1')).toMatchObject({
      status: 'done',
      trial: { task: 'cola', seed: 1, training: { epochs: 3 } },
      predictions: { dev: { labels: [0, 1] } },
      run: {
        host: { cores: expect.any(Number) },
        threads: 1,
        workers: 2,
        load: { start: expect.any(Number) },
      },
    });
    expect(readWrittenSpec(join(workspace.runsFolder, 'example'))).toEqual([
      { name: 'spec.yaml', text: readFileSync(workspace.specPath, 'utf8') },
    ]);
    expect(await run()).toMatchObject({ total: 12, reused: 12, failed: [] });
    expect(log.filter((line) => line.startsWith('runs '))).toHaveLength(12);
  });

  test('candidates run before what is tuned by them, and the reference before what takes as long', async () => {
    const more = 'controls: [equal-time]\ntune: { learningRate: [1e-4, 1e-3], share: 0.5 }\n';
    const spec = readFileSync(workspace.specPath, 'utf8').replace('[cola, rte]', '[cola]');
    writeFileSync(workspace.specPath, `${spec}${more}`);
    writeFileSync(join(workspace.glueFolder, 'CoLA', 'train.tsv'), 'gj04\t1\t\tThe cat sat.\n'.repeat(4));
    const { total, failed, kept } = await run({ workers: 3 });
    expect([total, failed, kept]).toEqual([3 * 2 + 4 * 2, [], []]);
    const places = new Map(log.map((line, place) => [line.replace('runs ', ''), place]));
    const before = (first: string, then: string): void =>
      expect(places.get(first) ?? NaN).toBeLessThan(places.get(then) ?? NaN);
    before('cola-full-seed0-rate-1e-3', 'cola-full-seed1');
    before('cola-cka-n2-r8-seed1', 'cola-cka-equal-time-n2-r8-seed1');
    before('cola-all-r8-seed2', 'cola-cka-equal-time-n2-r8-seed2');
    expect(read('cola-cka-equal-time-n2-r8-seed1').chosen).toMatchObject({
      learningRate: { metric: 'accuracy', candidates: [{ learningRate: 1e-4 }, { learningRate: 1e-3 }] },
      steps: {
        value: 10,
        own: { secondsPerStep: 0.01 },
        reference: { trial: 'cola-all-r8-seed1', steps: 10 },
      },
    });
    expect(tableOf(workspace.runsFolder)).not.toMatch(/rate-1e-3/);
    expect(await run({ workers: 2 })).toMatchObject({ reused: total });
  });

  test('what waits for trials that have failed says so, and is tried again with them', async () => {
    const spec = readFileSync(workspace.specPath, 'utf8').replace('[cola, rte]', '[cola]');
    writeFileSync(workspace.specPath, `${spec}controls: [equal-time]\n`);
    const { failed } = await run({ behaviour: { throws: 'cola-all-r8-seed1' } });
    expect(failed).toEqual(['cola-all-r8-seed1', 'cola-cka-equal-time-n2-r8-seed1']);
    expect(read('cola-cka-equal-time-n2-r8-seed1').failure.message).toBe(
      'Expected the seconds per step of cola-all-r8-seed1, by which its number of steps is counted, got none: it has failed.',
    );
    expect(await run()).toMatchObject({ failed: [], reused: 6 });
    const stopped = await run({
      runsFolder: join(workspace.root, 'stopped'),
      behaviour: { stops: 'cola-all-r8-seed1' },
    });
    expect(stopped).toMatchObject({
      failed: [],
      left: ['cola-all-r8-seed1', 'cola-cka-equal-time-n2-r8-seed1'],
    });
  });

  describe('a candidate that has failed', () => {
    const [lower, higher] = ['cola-full-seed0-rate-1e-4', 'cola-full-seed0-rate-1e-3'] as const;
    const arms = ['cola-full-seed1', 'cola-full-seed2'];

    beforeEach(() => {
      const spec = readFileSync(workspace.specPath, 'utf8')
        .replace('[cola, rte]', '[cola]')
        .replace(/methods:\n(?: .*\n)+/, 'methods:\n  full: { tuning: full }\n');
      writeFileSync(workspace.specPath, `${spec}tune: { learningRate: [1e-4, 1e-3], share: 0.5 }\n`);
      writeFileSync(join(workspace.glueFolder, 'CoLA', 'train.tsv'), 'gj04\t1\t\tThe cat sat.\n'.repeat(4));
    });

    test('is waited for when it is tried again: should that be stopped, what waits is left', async () => {
      const { failed } = await run({ behaviour: { throws: 'rate' } });
      expect(failed).toEqual([lower, higher, ...arms]);
      const stopped = await run({ behaviour: { stops: 'rate' } });
      expect(stopped).toMatchObject({ failed: [], left: [lower, higher, ...arms] });
      expect(await run()).toMatchObject({ failed: [], left: [], reused: 0 });
    });

    test('has a part in the choice once it runs: what was trained by the others alone is trained anew', async () => {
      const chosen = (id: string): number => read(id).chosen.learningRate.value;
      expect(await run({ behaviour: { throws: higher } })).toMatchObject({ failed: [higher] });
      expect(arms.map(chosen)).toEqual([1e-4, 1e-4]);
      log = [];
      const again = await run({ behaviour: { throws: higher } });
      expect(again).toMatchObject({ failed: [higher], left: [], elsewhere: [] });
      expect(log).toEqual([`runs ${higher}`]);
      log = [];
      expect(await run()).toMatchObject({ failed: [], left: [], elsewhere: [], reused: 1 });
      expect(log).toEqual([`runs ${higher}`, ...arms.map((id) => `runs ${id}`)]);
      const { learningRate } = read('cola-full-seed1').chosen;
      const scores = learningRate.candidates.map(({ score }: { score: number }) => score);
      expect(scores).toEqual([lower, higher].map((id) => read(id).metrics.primary.value));
      expect(learningRate.value).toBe(scores[1] > scores[0] ? 1e-3 : 1e-4);
      expect(await run()).toMatchObject({ reused: 4 });
    });
  });

  test('a trial whose worker was asked to end is left, and runs the next time', async () => {
    const stopped = await run({ behaviour: { stops: 'rte-cka' } });
    expect(stopped).toMatchObject({ failed: [], isCancelled: false });
    expect(stopped.left.length).toBeGreaterThan(0);
    expect(stopped.left.every((id) => id.startsWith('rte-cka'))).toBe(true);
    expect(await run()).toMatchObject({ left: [], reused: 12 - stopped.left.length });
  });

  test('the log of a run says what becomes of its trials', async () => {
    await run();
    writeFileSync(workspace.specPath, `${readFileSync(workspace.specPath, 'utf8')}training: { epochs: 9 }\n`);
    await run({ behaviour: { throws: 'cola-full-seed1' } });
    const lines = readFileSync(runLogPath(join(workspace.runsFolder, 'example')), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; trial?: string });
    expect(lines.every((line) => runLogLine.safeParse(line).success)).toBe(true);
    expect(lines[0]).toMatchObject({
      kind: 'run',
      name: 'example',
      workers: 1,
      threads: 1,
      pid: process.pid,
    });
    expect((lines[0] as { trials?: unknown }).trials).toHaveLength(12);
    expect(lines.filter(({ trial }) => trial === 'cola-full-seed1')).toMatchObject([
      { kind: 'start' },
      { kind: 'phase', phase: 'training' },
      { kind: 'end', status: 'failed', seconds: 0.1, message: 'No luck with cola-full-seed1' },
    ]);
    expect(lines.filter(({ kind }) => kind === 'end')).toContainEqual(
      expect.objectContaining({ status: 'done', score: { name: 'accuracy', value: expect.any(Number) } }),
    );
    expect(lines.at(-1)).toMatchObject({ kind: 'close', isCancelled: false });
  });

  test('what fails is recorded, stops nothing, and is tried again', async () => {
    const { failed, output } = await run({
      behaviour: { throws: 'cola-full-seed1', garbage: 'rte-full-seed2' },
    });
    expect(failed).toEqual(['cola-full-seed1', 'rte-full-seed2']);
    expect(read('cola-full-seed1').failure).toMatchObject({
      reason: 'failed',
      message: 'No luck with cola-full-seed1',
      log: ['a line of the log'],
    });
    expect(read('rte-full-seed2').failure.message).toMatch(
      /Expected the outcome of a trial, got something else/,
    );
    expect(output).toMatch(/\[1\/12\] cola-full-seed1: failed after 0 s, No luck with cola-full-seed1\n/);
    expect(tableOf(workspace.runsFolder)).toMatch(/\(1 of 2 seeds; 1 failed\)/);
    expect(await run()).toMatchObject({ reused: 10, failed: [] });
    expect(read('rte-full-seed2').status).toBe('done');
  });

  test('a trial whose settings changed runs again, no other does, and the old result comes back', async () => {
    await run();
    const spec = readFileSync(workspace.specPath, 'utf8');
    writeFileSync(workspace.specPath, `${spec}perTask: { rte: { training: { epochs: 9 } } }\n`);
    expect(await run()).toMatchObject({ total: 12, reused: 6 });
    expect(read('rte-full-seed1').trial.training.epochs).toBe(9);
    writeFileSync(workspace.specPath, `# only a comment\n${spec}`);
    expect(await run()).toMatchObject({ total: 12, reused: 12 });
    expect(read('rte-full-seed1').trial.training.epochs).toBe(3);
  });

  test('a damaged result is told, kept aside and made again', async () => {
    await run();
    const text = readFileSync(path('cola-full-seed1'), 'utf8');
    writeFileSync(path('cola-full-seed1'), text.replace(/"value": [\d.]+/, '"value": 99.9'));
    writeFileSync(path('rte-full-seed2'), text.slice(0, 100));
    const warnings: string[] = [];
    const stop = listenToWarnings((message) => warnings.push(message));
    expect(await run().finally(stop)).toMatchObject({ total: 12, reused: 10, failed: [] });
    expect(warnings).toEqual([
      expect.stringMatching(/cola-full-seed1\.json is damaged: its content is not what .* runs again\.$/),
      expect.stringMatching(/rte-full-seed2\.json is damaged: .*not valid JSON.* runs again\.$/),
    ]);
    expect(read('cola-full-seed1').metrics).toEqual(JSON.parse(text).metrics);
    expect(existsSync(`${path('rte-full-seed2')}.damaged`)).toBe(true);
  });

  test("a later Lamella's result stops the run before anything is done", async () => {
    await run();
    const later = readFileSync(path('cola-full-seed1'), 'utf8').replace(/"format": \d/, '"format": 99');
    writeFileSync(path('cola-full-seed1'), later);
    writeFileSync(workspace.specPath, `${readFileSync(workspace.specPath, 'utf8')}training: { epochs: 9 }\n`);
    log = [];
    await expect(run()).rejects.toThrow(/cola-full-seed1\.json is not overwritten: a later Lamella wrote it/);
    expect(log).toEqual([]);
    expect(readFileSync(path('cola-full-seed1'), 'utf8')).toBe(later);
  });

  test('whole weights are kept until the result is written, and no longer', async () => {
    const kept = (id: string): string[] =>
      readdirSync(join(workspace.runsFolder, 'example', 'answers', id)).sort();
    await run({ behaviour: { throws: 'cola-full-seed1' } });
    expect(kept('cola-full-seed1')).toEqual(['answers.jsonl', 'training.json', 'weights.safetensors']);
    expect(kept('cola-full-seed2')).toEqual(['answers.jsonl']);
    // Killed between the result and the weights.
    writeFileSync(
      join(workspace.runsFolder, 'example', 'answers', 'cola-full-seed2', 'weights.safetensors'),
      '',
    );
    await run();
    expect(kept('cola-full-seed1')).toEqual(['answers.jsonl']);
    expect(kept('cola-full-seed2')).toEqual(['answers.jsonl']);
  });

  test('what workers warn of is shown, once', async () => {
    const { output } = await run({ behaviour: { warns: 'cola' } });
    expect(output.match(/Warning: An example of a warning\.\n/g)).toHaveLength(1);
  });

  test('other data are other trials', async () => {
    await run();
    writeFileSync(join(workspace.glueFolder, 'CoLA', 'dev.tsv'), 'gj04\t1\t\tA dog sat.\n');
    expect(await run()).toMatchObject({ total: 12, reused: 6 });
  });

  test('killed in the middle and run again, the table is that of an uninterrupted run', async () => {
    const child = start({ slow: 'cola-full-seed2' });
    await waitForWorker('runs cola-full-seed2');
    child.kill('SIGKILL');
    await finish(child);
    const results = readdirSync(join(workspace.runsFolder, 'example')).filter((name) =>
      name.includes('seed'),
    );
    expect(results).toHaveLength(6);
    expect(await finish(start())).toMatchObject({ total: 12, reused: 6, failed: [] });
    const other = join(workspace.root, 'other');
    await run({ runsFolder: other });
    expect(tableOf(workspace.runsFolder)).toBe(tableOf(other));
  }, 120_000);

  test('a crash costs one trial; Ctrl-C stops cleanly, while another run shares the trials', async () => {
    const child = start({ crashes: 'cola-full-seed1', slow: 'cola-cka' });
    await waitForWorker('runs cola-cka-n2-r8-seed1');
    const other = run({ claimTimes: hasty });
    await waitForWorker(`runs rte-cka-n2-r8-seed2`, log);
    child.kill('SIGINT');
    expect(await finish(child)).toMatchObject({ isCancelled: true, failed: ['cola-full-seed1'] });
    expect(await other).toMatchObject({
      total: 12,
      reused: 1,
      elsewhere: [],
      failed: [],
      isCancelled: false,
    });
    expect(log).toContain('runs cola-cka-n2-r8-seed1');
    expect(readdirSync(join(workspace.runsFolder, 'example', 'claims'))).toEqual([]);
  }, 120_000);
});

test('when primary comparisons were fixed, and that they were changed after trials had ended', async () => {
  const text = readFileSync(workspace.specPath, 'utf8');
  const [a, b] = Object.keys((await readSpec(workspace.specPath)).methods);
  const name = (pair: string): void =>
    writeFileSync(workspace.specPath, `${text}compare: { primary: [[${pair}]] }\n`);
  const recordOf = async () => readExperimentFile((await run()).folder)?.primary;
  name(`${a}, ${b}`);
  const first = await recordOf();
  expect(first).toMatchObject({ trialsBefore: 0, plan: { comparisons: [{ arms: [a, b] }] } });
  expect(await recordOf()).toEqual(first);
  name(`${b}, ${a}`);
  const second = await recordOf();
  expect(second?.trialsBefore).toBeGreaterThan(0);
  expect(second?.changed).toEqual(['comparisons']);
});
