import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleSpec } from '@lamella/spec/testing';
import { countEnded, describeLateChange, primaryPlan, recordPrimary } from './primary-record.ts';

const spec = (primary: string) => exampleSpec(`compare: { margin: 1, primary: ${primary} }\n`);
const [first, other] = [spec('[[full, all]]'), spec('[[all, full]]')];
const now = new Date('2030-01-01T00:00:00Z');
const later = { trialsBefore: 3, now: new Date('2030-02-01T00:00:00Z') };

test('a spec without primary comparisons has no plan and no record', () => {
  expect(primaryPlan(exampleSpec())).toBeUndefined();
  expect(recordPrimary(exampleSpec(), undefined, later)).toBeUndefined();
  expect(describeLateChange(exampleSpec(), undefined, 3)).toBeUndefined();
});

test('what was fixed before the first trial ended stays as it was', () => {
  const record = recordPrimary(first, undefined, { trialsBefore: 0, now });
  expect(record).toMatchObject({
    ...{ fixedAt: '2030-01-01T00:00:00.000Z', trialsBefore: 0 },
    plan: { comparisons: [{ arms: ['full', 'all'], on: 'mean' }], margin: 1, seeds: [[1, 2]] },
  });
  expect(recordPrimary(first, record, later)).toBe(record);
  expect(describeLateChange(first, record, 3)).toBeUndefined();
  // Before any result it may be changed as often as one likes.
  const changed = recordPrimary(other, record, { trialsBefore: 0, now });
  expect(describeLateChange(other, changed, 3)).toBeUndefined();
});

test('a change after a trial had ended is told, in the next run and in those after it', () => {
  const record = recordPrimary(first, undefined, { trialsBefore: 0, now });
  const changed = recordPrimary(other, record, later);
  const note =
    'The primary comparisons were changed after the first trial ended (comparisons): their verdicts are no better than exploratory ones.';
  expect(describeLateChange(other, changed, 3)).toBe(note);
  const back = recordPrimary(first, changed, later);
  expect(describeLateChange(first, back, 3)).toBe(note);
  const moreSeeds = { ...first, sweep: { ...first.sweep, seed: [1, 2, 3] } };
  expect(describeLateChange(moreSeeds, recordPrimary(moreSeeds, record, later), 3)).toContain('(seeds)');
});

test('a spec that was changed since the run is told without another run', () => {
  const record = recordPrimary(first, undefined, { trialsBefore: 0, now });
  expect(describeLateChange(other, record, 3)).toContain('changed after the first trial ended (comparisons)');
  expect(describeLateChange(other, record, 0)).toBeUndefined();
});

test('comparisons that are named only when there are results are told', () => {
  const note = 'The primary comparisons were named after the first trial ended';
  expect(describeLateChange(first, undefined, 3)).toContain(note);
  expect(describeLateChange(first, recordPrimary(first, undefined, later), 3)).toContain(note);
  expect(describeLateChange(first, undefined, 0)).toBeUndefined();
});

test('trials that have ended are counted, those with former settings as well', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'primary-'));
  expect(countEnded(join(folder, 'none'))).toBe(0);
  await mkdir(join(folder, 'superseded'));
  for (const name of ['experiment.json', 'a.json', 'table.md', join('superseded', 'a.0123.json')])
    await writeFile(join(folder, name), '');
  expect(countEnded(folder)).toBe(2);
});
