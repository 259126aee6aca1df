import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandSweep } from '../sweep/expand-sweep.ts';
import type { ResolvedTrial } from '../sweep/trial.ts';
import { doneResult, failedResult } from '../testing/example-results.ts';
import { exampleSpec } from '../testing/example-spec.ts';
import { ResultStore } from './result-store.ts';

const [trial] = expandSweep(exampleSpec(), 8) as [ResolvedTrial];
const changed: ResolvedTrial = { ...trial, training: { ...trial.training, epochs: 9 } };

let store: ResultStore;
beforeEach(() => (store = new ResultStore(mkdtempSync(join(tmpdir(), 'lamella-store-')))));
afterEach(() => rmSync(store.folder, { recursive: true }));

describe('ResultStore', () => {
  test('gives back what was written, in a file for people to read', async () => {
    const result = doneResult(trial);
    await store.write(result);
    expect(store.read(trial.id)).toEqual(result);
    expect(store.findDone(trial.id, result.key)).toEqual(result);
    expect(readdirSync(store.folder)).toEqual([`${trial.id}.json`]);
    expect(readFileSync(join(store.folder, `${trial.id}.json`), 'utf8')).toContain('"labels": [0, 1],\n');
  });

  test('a result with other settings is set aside, and comes back', async () => {
    const first = doneResult(trial, { score: 0.1 });
    const second = doneResult(changed, { score: 0.2 });
    await store.write(first);
    await store.write(second);
    expect(store.read(trial.id)).toEqual(second);
    expect(store.findDone(trial.id, first.key)).toEqual(first);
    await store.restore(trial.id, first.key);
    expect(store.read(trial.id)).toEqual(first);
    expect(store.findDone(trial.id, second.key)).toEqual(second);
    await store.restore(trial.id, 'unknown');
    expect(store.read(trial.id)).toEqual(first);
  });

  test('a failure never hides a result that was done', async () => {
    const first = doneResult(trial);
    await store.write(first);
    await store.write(failedResult(changed));
    expect(store.read(trial.id)).toMatchObject({ status: 'failed' });
    expect(store.findDone(trial.id, first.key)).toEqual(first);
  });

  test.each([
    ['half a file', (text: string) => text.slice(0, text.length / 2)],
    ['another format', (text: string) => text.replace('"format": 1', '"format": 0')],
    ['a missing part', (text: string) => text.replace('"metrics"', '"metrix"')],
    ['an empty file', () => ''],
  ])('%s is not a result', async (_name, damage) => {
    const result = doneResult(trial);
    await store.write(result);
    const path = join(store.folder, `${trial.id}.json`);
    writeFileSync(path, damage(readFileSync(path, 'utf8')));
    expect(store.read(trial.id)).toBe('unreadable');
    expect(store.findDone(trial.id, result.key)).toBeUndefined();
  });

  test('a trial without a result has none', () => {
    expect(store.read('cola-none')).toBeUndefined();
  });
});
