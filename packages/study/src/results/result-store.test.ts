import { listenToWarnings } from '@lamella/core';
import { seal } from '@lamella/files';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { doneResult, failedResult } from '../testing/example-results.ts';
import { exampleSpec } from '@lamella/spec/testing';
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

  test('a superseded result is found by what it was made with', async () => {
    const first = doneResult(trial, { score: 0.1 });
    await store.write(first);
    expect(store.findSuperseded(trial.id, () => true)).toBeUndefined();
    await store.write(doneResult(changed));
    await store.write(doneResult({ ...trial, id: `${trial.id}2` }));
    expect(store.findSuperseded(trial.id, ({ key }) => key === first.key)).toEqual(first);
    expect(store.findSuperseded(trial.id, () => false)).toBeUndefined();
    expect(store.findSuperseded(`${trial.id}2`, () => true)).toBeUndefined();
  });

  test('a failure never hides a result that was done', async () => {
    const first = doneResult(trial);
    await store.write(first);
    await store.write(failedResult(changed));
    expect(store.read(trial.id)).toMatchObject({ status: 'failed' });
    expect(store.findDone(trial.id, first.key)).toEqual(first);
  });

  const damages: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    ['half a file', (text) => text.slice(0, text.length / 2), /not valid JSON/],
    ['an empty file', () => '', /not valid JSON/],
    ['a file of zeros', (text) => '\0'.repeat(text.length), /a NUL byte/],
    ['an empty object', () => '{}', /no whole result/],
    ['a missing part', (text) => text.replace('"metrics"', '"metrix"'), /says its hash/],
    ['another accuracy', (text) => text.replace('"accuracy": 0.', '"accuracy": 0.9'), /says its hash/],
    ['another id', (text) => text.replace(/"id": "[^"]+"/, '"id": "rte-other"'), /says its hash/],
    ['no predictions', (text) => text.replace(/"labels": .*\n.*\n/, ''), /says its hash/],
    ['no seal', (text) => text.replace(/,\s+"seal": "\w+"/, ''), /its seal is missing/],
    [
      "another trial's file",
      () => JSON.stringify(seal(doneResult({ ...trial, id: 'other' }))),
      /another trial, other/,
    ],
  ];

  test.each(damages)(
    '%s is no result, and is set aside when the trial runs',
    async (_name, damage, reason) => {
      const result = doneResult(trial);
      await store.write(result);
      const path = store.path(trial.id);
      const text = damage(readFileSync(path, 'utf8'));
      expect(text).not.toBe(readFileSync(path, 'utf8'));
      writeFileSync(path, text);
      expect(store.read(trial.id)).toEqual({ status: 'damaged', reason: expect.stringMatching(reason) });
      expect(store.findDone(trial.id, result.key)).toBeUndefined();
      const warnings: string[] = [];
      const stop = listenToWarnings((message) => warnings.push(message));
      await store.prepare(trial.id);
      stop();
      expect(warnings.join()).toMatch(reason);
      expect(store.read(trial.id)).toBeUndefined();
      await store.write(result);
      expect(store.read(trial.id)).toEqual(result);
      expect(readFileSync(`${path}.damaged`, 'utf8')).toBe(text);
    },
  );

  test('a result of the version that sealed none stays done', async () => {
    const result = { ...doneResult(trial), format: 1 as const };
    writeFileSync(store.path(trial.id), JSON.stringify(result));
    expect(store.findDone(trial.id, result.key)).toEqual(result);
    await store.prepare(trial.id);
    expect(store.read(trial.id)).toEqual(result);
  });

  test('a result of a later version is never overwritten', async () => {
    const later = JSON.stringify({ ...doneResult(trial), format: 4, more: 'than we know' });
    writeFileSync(store.path(trial.id), later);
    expect(store.read(trial.id)).toMatchObject({ status: 'newer' });
    await expect(store.prepare(trial.id)).rejects.toThrow(
      /is not overwritten: a later Lamella wrote it, in format 4; this one reads up to 3\. Update Lamella/,
    );
    await store.write(doneResult(trial));
    expect(readFileSync(`${store.path(trial.id)}.newer`, 'utf8')).toBe(later);
  });

  test('one that remembers gives the same object, until the bytes of the file are others', async () => {
    const remembering = new ResultStore(store.folder, { remembers: true });
    await store.write(doneResult(trial, { score: 0.1 }));
    const first = remembering.read(trial.id);
    expect(remembering.read(trial.id)).toBe(first);
    expect(store.read(trial.id)).not.toBe(first);
    const path = store.path(trial.id);
    const written = readFileSync(path, 'utf8');
    writeFileSync(path, written.replace('0.1', '0.2'));
    expect(remembering.read(trial.id)).toMatchObject({ status: 'damaged' });
    writeFileSync(path, written);
    expect(remembering.read(trial.id)).toEqual(first);
    remembering.forget();
    expect(remembering.read(trial.id)).not.toBe(first);
    rmSync(path);
    expect(remembering.read(trial.id)).toBeUndefined();
  });

  test('a trial without a result has none', () => {
    expect(store.read('cola-none')).toBeUndefined();
  });
});
