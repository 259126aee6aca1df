import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ResultStore } from '@lamella/study';
import { doneResult } from '@lamella/study/testing';
import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { main } from '../cli.ts';
import { captureOutput } from '../testing/capture-output.ts';

const [trial] = expandSweep(exampleSpec(), 8).map((one) => ({ ...one, data: { kind: 'hub' } })) as [
  ResolvedTrial,
];
const { id } = trial;

let root: string;
let archive: string;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'lamella-export-'));
  archive = join(root, 'x.zip');
  process.env['LAMELLA_RUNS_DIR'] = join(root, 'runs');
  const folder = join(root, 'runs', 'example');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'experiment.json'), '{}');
  await new ResultStore(folder).write(doneResult(trial, { score: 1 }));
});
afterEach(() => {
  delete process.env['LAMELLA_RUNS_DIR'];
  rmSync(root, { recursive: true });
});

const lamella = async (...argv: string[]) => captureOutput(() => main(argv));

test('a trial goes into a file, from which its scores come out again', async () => {
  const exported = await lamella('export', id, '--output', archive);
  expect(exported).toMatchObject({
    value: 0,
    stdout: expect.stringMatching(
      /^accuracy: 1\n[^]*\nload: not recorded\n[^]*\n3 files in .*x\.zip: README\.md, experiment\.json, result\.json\n$/,
    ),
  });
  const replayed = await lamella('replay', archive);
  expect(replayed).toMatchObject({
    value: 0,
    stdout: `${id}: every file is as it was packed; 3 scores and counts: all the same again.\nLabels and grades are taken as they are: --data FOLDER compares them with the data.\n`,
  });
  expect(JSON.parse((await lamella('replay', archive, '--json')).stdout)).toMatchObject({
    trial: id,
    numScores: 3,
    open: [],
  });
});

test('a file that was changed ends with the exit code 1, what is no archive or no name of one with 2', async () => {
  await lamella('export', id, '--run', 'example', '--output', archive);
  const text = readFileSync(archive, 'latin1');
  writeFileSync(archive, Buffer.from(text.replace('"value": 1', '"value": 2'), 'latin1'));
  await expect(lamella('replay', archive)).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(/result\.json is not what was packed/),
  });
  writeFileSync(archive, text.slice(100));
  await expect(lamella('replay', archive)).rejects.toMatchObject({ exitCode: 2 });
  await expect(lamella('export', id, '--output', 'x.tar')).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/ends with \.zip, got x\.tar/),
  });
  await expect(lamella('export', `${id}0`)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(new RegExp(`Did you mean ${id}\\?`)),
  });
});

test('a score that can’t be made again is no success', async () => {
  const result = { ...doneResult(trial, { score: 1 }), predictions: { dev: { predictions: [0, 1] } } };
  await new ResultStore(join(root, 'runs', 'example')).write(result);
  await lamella('export', id, '--output', archive);
  expect(await lamella('replay', archive)).toMatchObject({
    value: 1,
    stdout: expect.stringMatching(/no outputs of them: accuracy\.\nThe score that counts is among them/),
  });
});

test('what an archive says neither acts on a terminal nor adds lines', async () => {
  const { metrics, ...rest } = doneResult(trial, { score: 1 });
  const final = { ...metrics.final, '\u001b[2J\u009b1m\nall the same': 1 };
  await new ResultStore(join(root, 'runs', 'example')).write({ ...rest, metrics: { ...metrics, final } });
  await lamella('export', id, '--output', archive);
  const { stdout } = await lamella('replay', archive);
  expect(stdout).toContain('no outputs of them: \\u001b[2J\\u009b1m\\nall the same.\n');
  const json = await lamella('replay', archive, '--json');
  expect(json.stdout).not.toContain('\u009b');
  expect(JSON.parse(json.stdout)).toMatchObject({ open: ['\u001b[2J\u009b1m\nall the same'] });
});

test.each([
  ['--model', 'mini/roberta'],
  ['--threads', '2'],
])('%s without --run is refused', async (option, value) => {
  await expect(lamella('replay', archive, option, value)).rejects.toMatchObject({
    exitCode: 2,
    message: `Expected ${option} together with --run, got it alone: without --run the trial is not run again.`,
  });
});

test('a result that doesn’t give its own scores is not exported', async () => {
  await new ResultStore(join(root, 'runs', 'example')).write(doneResult(trial, { score: 0.5 }));
  await expect(lamella('export', id, '--output', archive)).rejects.toThrow(
    `Expected the result of ${id} to give its own scores, got another score accuracy: 1 in place of 0.5. Run the trial again.`,
  );
  expect(readdirSync(root)).toEqual(['runs']);
});
