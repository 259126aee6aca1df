import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JobScript, writeJobScript } from './job-script.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lamella it's "));
  for (const name of ['ends', 'bin', 'checkpoints/b b']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'tasks.txt'), 'a\nb b\n');
  writeFileSync(join(folder, 'bin/scontrol'), '#!/bin/sh\necho "$@" >scontrol.txt\nexit 1\n', {
    mode: 0o755,
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

const scriptOf = (more: Partial<JobScript>): string =>
  writeJobScript({
    ...{ name: 'trials-1', comment: 'lamella:1', request: {}, array: { size: 2 }, workingFolder: folder },
    ...{ command: ['true'], tasksFile: 'tasks.txt', checkpointsFolder: join(folder, 'checkpoints') },
    ...more,
  });

/** Runs a script as the second task of an array, and signals it once it says that it is ready. */
async function run(
  more: Partial<JobScript>,
  signal?: NodeJS.Signals,
): Promise<{ code: number; out: string }> {
  writeFileSync(join(folder, 'job.sh'), scriptOf(more));
  const env = { PATH: `${join(folder, 'bin')}:${process.env['PATH']}` };
  const child = spawn('bash', ['job.sh'], {
    cwd: folder,
    env: { ...env, SLURM_JOB_ID: '13', SLURM_ARRAY_JOB_ID: '12', SLURM_ARRAY_TASK_ID: '1' },
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (signal !== undefined && chunk.includes('ready\n')) child.kill(signal);
    out += chunk.toString();
  });
  const code = await new Promise<number>((resolve) => child.once('close', (exit) => resolve(exit ?? -1)));
  return { code, out };
}
const endOf = (id: string): string => readFileSync(join(folder, 'ends', id), 'utf8').trim();

test('directives say what the spec does, and no more', () => {
  const request = {
    ...{ partition: 'gpu', account: 'p1', qos: 'high', constraint: 'a&b', time: '4:00:00', memory: '8G' },
    ...{ cpus: 2, gpus: 'a100:1', options: ['--exclusive'] },
  };
  const needs = { needs: ['7'], follows: ['8', '9'] };
  const lines = scriptOf({ request, array: { size: 20, concurrency: 4 }, ...needs }).split('\n');
  expect(lines.filter((line) => line.startsWith('#SBATCH'))).toEqual([
    '#SBATCH --job-name=trials-1',
    '#SBATCH --comment=lamella:1',
    '#SBATCH --output=logs/%A_%a.log',
    '#SBATCH --open-mode=append',
    '#SBATCH --signal=B:USR1@60',
    '#SBATCH --partition=gpu',
    '#SBATCH --account=p1',
    '#SBATCH --qos=high',
    '#SBATCH --constraint=a&b',
    '#SBATCH --time=4:00:00',
    '#SBATCH --mem=8G',
    '#SBATCH --ntasks=1',
    '#SBATCH --cpus-per-task=2',
    '#SBATCH --gpus=a100:1',
    '#SBATCH --array=0-19%4',
    '#SBATCH --dependency=afterok:7,afterany:8,afterany:9',
    '#SBATCH --kill-on-invalid-dep=yes',
    '#SBATCH --requeue',
    '#SBATCH --exclusive',
  ]);
  expect(scriptOf({})).not.toMatch(/partition|mem|gpus|dependency|kill-on/);
});

test('a task runs its own line after the lines of set-up, and writes its exit code down', async () => {
  const command = ['sh', '-c', 'echo "$X $0 $1"; exit 3', "it's"];
  expect(await run({ command, setup: ['X="a b" # a comment', 'export X'] })).toEqual({
    code: 3,
    out: "a b it's b b\n",
  });
  expect(endOf('12_1')).toBe('3');
});

const untilTerm = 'trap "echo stops; exit 75" TERM; echo ready; while :; do sleep 0.05; done';

test('a warning of the time limit stops the program, and a task that got further asks for another turn', async () => {
  const writes = `${untilTerm.replace('echo ready', `touch "${folder}/checkpoints/b b/1"; echo ready`)}`;
  const { code, out } = await run({ command: ['bash', '-c', writes] }, 'SIGUSR1');
  expect({ code, out }).toEqual({ code: 75, out: 'ready\nstops\n' });
  expect(endOf('12_1')).toBe('75');
  expect(readFileSync(join(folder, 'scontrol.txt'), 'utf8')).toBe('requeue 12_1\n');
});

test('one that did not get further leaves that to whoever watches', async () => {
  writeFileSync(join(folder, 'checkpoints/b b/1'), '');
  expect(await run({ command: ['bash', '-c', untilTerm] }, 'SIGUSR1')).toMatchObject({ code: 75 });
  expect(existsSync(join(folder, 'scontrol.txt'))).toBe(false);
});

test('SIGTERM of the script alone does not end it: its program has got one as well', async () => {
  const slow = 'trap "" TERM; echo ready; sleep 0.3; exit 4';
  expect(await run({ command: ['bash', '-c', slow] }, 'SIGTERM')).toMatchObject({ code: 4 });
  expect(endOf('12_1')).toBe('4');
});

test('a killed task leaves no exit code of an earlier start', async () => {
  writeFileSync(join(folder, 'ends/12_1'), '75\n');
  const killed = 'echo ready; sleep 0.3; kill -9 $PPID';
  expect(await run({ command: ['bash', '-c', killed] })).toMatchObject({ code: -1 });
  expect(existsSync(join(folder, 'ends/12_1'))).toBe(false);
});
