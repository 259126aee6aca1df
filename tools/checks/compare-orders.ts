/**
 * Runs the trials of a spec with one worker, with two, with one in the opposite order, and each in a worker of its own, and compares
 * what they come to bit by bit: importance and selected layers, losses, norms of gradients, weights, answers, predictions, scores.
 * With `--rounds N` one worker runs all of them N times over, and the largest peak of their memory is told of each round. With
 * `--threads N` the workers have N threads each, and `--other-threads M` compares once more with M. Ends with status 1 if anything
 * differs that runs with the same number of threads.
 *
 *     node --import tsx tools/checks/compare-orders.ts SPEC [--rounds 10] [--threads 1] [--other-threads 2]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WorkerPool } from '@lamella/runners';
import { readSpec, type ResolvedTrial } from '@lamella/spec';
import { checkOutcome, findInputs, type Fingerprint, fingerprint, toJob } from '@lamella/study';
import { differences, type Fingerprints } from './fingerprints.ts';

interface Way {
  readonly name: string;
  readonly workers: number;
  readonly threads: number;
  /** Whether each trial has a worker of its own. */
  readonly isAlone?: boolean;
}

const launcher = fileURLToPath(new URL('../../packages/cli/bin/lamella.mjs', import.meta.url));

function startPool({ workers, threads }: Way): WorkerPool {
  const env = { TF_NUM_INTRAOP_THREADS: String(threads), OMP_NUM_THREADS: String(threads) };
  return new WorkerPool({
    command: { file: process.execPath, args: [launcher, 'worker'], env },
    size: workers,
  });
}

/** Results of trials, and the largest peak of their memory. */
interface Found {
  readonly prints: Fingerprints;
  readonly peakBytes: number;
}

/** @param shared runs trials that have no worker of their own */
async function runIn(trials: readonly ResolvedTrial[], way: Way, shared: WorkerPool): Promise<Found> {
  const runsFolder = mkdtempSync(join(tmpdir(), 'lamella-orders-'));
  const places = { runsFolder, folder: join(runsFolder, 'run'), keep: 'all', limits: {} } as const;
  let peakBytes = 0;
  const runOne = async (trial: ResolvedTrial): Promise<[string, Fingerprint]> => {
    const pool = way.isAlone === true ? startPool(way) : shared;
    const job = toJob(trial, { ...places, checkpoints: 'none' });
    const { status, value, error } = await pool.run(job);
    if (pool !== shared) await pool.close();
    if (status !== 'done')
      throw new Error(`Expected ${trial.id} to be done, got ${status}: ${error?.message}`);
    const outcome = checkOutcome(value);
    peakBytes = Math.max(peakBytes, outcome.cost.peakMemoryBytes);
    return [trial.id, fingerprint(outcome, job)];
  };
  const found: [string, Fingerprint][] = [];
  if (way.isAlone === true) for (const trial of trials) found.push(await runOne(trial));
  else found.push(...(await Promise.all(trials.map(runOne))));
  rmSync(runsFolder, { recursive: true });
  return { prints: new Map(found), peakBytes };
}

async function runAll(trials: readonly ResolvedTrial[], way: Way): Promise<Fingerprints> {
  const pool = startPool(way);
  const { prints } = await runIn(trials, way, pool);
  await pool.close();
  return prints;
}

/** Runs the trials over and over with one worker. @returns how many of all differ from the expected ones */
async function runRounds(rounds: number, expected: Fingerprints, threads: number): Promise<number> {
  const way = { name: 'rounds', workers: 1, threads };
  const pool = startPool(way);
  let numDifferent = 0;
  for (let round = 1; round <= rounds; round++) {
    const { prints, peakBytes } = await runIn(trials, way, pool);
    const found = differences(expected, prints);
    report(`round ${round}, peak ${Math.round(peakBytes / 2 ** 20)} MiB`, found, trials.length);
    numDifferent += found.length;
  }
  await pool.close();
  return numDifferent;
}

function report(name: string, found: readonly string[], numTrials: number): void {
  console.log(`${name}: ${numTrials - found.length} of ${numTrials} trials are the same`);
  for (const line of found) console.log(`  ${line}`);
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '0' },
    threads: { type: 'string', default: '1' },
    'other-threads': { type: 'string' },
  },
});
const inputs = await findInputs(await readSpec(positionals[0] ?? ''), { download: false });
const { trials } = inputs;
const threads = Number(values.threads);
const first = await runAll(trials, { name: 'one worker', workers: 1, threads });
let numDifferent = 0;
for (const [way, order] of [
  [{ name: 'two workers', workers: 2, threads }, trials],
  [{ name: 'one worker, the opposite order', workers: 1, threads }, trials.toReversed()],
  [{ name: 'each trial in a worker of its own', workers: 1, threads, isAlone: true }, trials],
] as const) {
  const found = differences(first, await runAll(order, way));
  report(way.name, found, trials.length);
  numDifferent += found.length;
}
numDifferent += await runRounds(Number(values.rounds), first, threads);
if (values['other-threads'] !== undefined) {
  const other = Number(values['other-threads']);
  const found = differences(first, await runAll(trials, { name: 'threads', workers: 1, threads: other }));
  report(`${other} threads instead of ${threads}`, found, trials.length);
}
process.exitCode = numDifferent === 0 ? 0 : 1;
