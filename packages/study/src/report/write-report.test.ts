import { listenToWarnings } from '@lamella/core';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleSpec } from '@lamella/spec/testing';
import { makeTable } from '../tables/make-table.ts';
import { keepReport, removeReport, reportFile } from './write-report.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-report-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const keep = (): Promise<string | undefined> => {
  const experiment = { spec: exampleSpec(), numLayers: 8 };
  const figures = { drawn: [], skipped: [], leftOut: [] };
  return keepReport({ experiment, folder, table: makeTable(experiment, folder), figures });
};

test('a report is written into the folder of its run, and removed with what it shows', async () => {
  const path = await keep();
  expect(path).toBe(join(folder, reportFile));
  expect(readFileSync(path ?? '', 'utf8')).toMatch(/^<!doctype html>/);
  await removeReport(folder);
  expect(existsSync(path ?? '')).toBe(false);
  await removeReport(folder);
});

test('a file of that name that Lamella did not write stays', async () => {
  writeFileSync(join(folder, reportFile), '<h1>mine</h1>');
  await removeReport(folder);
  expect(readFileSync(join(folder, reportFile), 'utf8')).toBe('<h1>mine</h1>');
});

test('a report that can’t be written is a warning', async () => {
  const warnings: string[] = [];
  const stop = listenToWarnings((message) => warnings.push(message));
  mkdirSync(join(folder, reportFile, 'in-the-way'), { recursive: true });
  expect(await keep()).toBeUndefined();
  stop();
  expect(warnings.join()).toMatch(/^No report of this run: /);
});
