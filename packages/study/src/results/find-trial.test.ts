import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { doneResult } from '../testing/example-results.ts';
import { findTrial } from './find-trial.ts';
import { ResultStore } from './result-store.ts';

const [trial] = expandSweep(exampleSpec(), 8) as [ResolvedTrial];
const { id } = trial;

let root: string;
let places: { runs: string; published: string };
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lamella-find-'));
  places = { runs: join(root, 'runs'), published: join(root, 'published') };
});
afterEach(() => rmSync(root, { recursive: true }));

async function keep(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'experiment.json'), '{}');
  await new ResultStore(folder).write(doneResult(trial));
  return folder;
}

test('a trial is found in the one run that has it, and in what is published if no run does', async () => {
  const published = await keep(join(places.published, 'a'));
  expect(findTrial(id, places)).toMatchObject({ folder: published, result: { id } });
  const own = await keep(join(places.runs, 'b'));
  expect(findTrial(id, places).folder).toBe(own);
  expect(findTrial(id, { ...places, run: 'a' }).folder).toBe(published);
  expect(findTrial(id, { ...places, run: published }).folder).toBe(published);
});

test('several runs with it have to be told apart', async () => {
  await keep(join(places.runs, 'a'));
  const other = await keep(join(places.runs, 'a@short'));
  expect(() => findTrial(id, places)).toThrow(
    `Expected one run with the trial ${id}, got a, a@short: say which with --run NAME.`,
  );
  expect(findTrial(id, { ...places, run: 'a@short' }).folder).toBe(other);
});

test('what is not there is told, with the nearest name', async () => {
  expect(() => findTrial(id, places)).toThrow(/got no runs/);
  const folder = await keep(join(places.runs, 'mine'));
  expect(() => findTrial(`${id}0`, places)).toThrow(`Did you mean ${id}?`);
  expect(() => findTrial(id, { ...places, run: 'mime' })).toThrow(/got mime\. Did you mean mine\?/);
  expect(() => findTrial('../mine/experiment', places)).toThrow(/Expected the id of a trial/);
  writeFileSync(new ResultStore(folder).path(id), '{}');
  expect(() => findTrial(id, places)).toThrow(/^Expected the result of .*: it is no whole result/);
});
