import { expandSweep, type ResolvedTrial } from '@lamella/spec';
import { exampleSpec } from '@lamella/spec/testing';
import { doneResult } from '../testing/example-results.ts';
import { describeRun, exportReadme } from './export-readme.ts';

const [trial] = expandSweep(exampleSpec(), 8) as [ResolvedTrial];
const result = doneResult(trial, { score: 0.25 });

test('the text lists what is there, and says whether texts of the data are', () => {
  const text = exportReadme(result, {
    files: ['result.json', 'adapter/adapter_config.json'],
    withData: false,
  });
  expect(text).toMatch(new RegExp(`^# ${result.id}\n`));
  expect(text).toMatch(/- `adapter`: .*\n\nIt has no texts of the data/);
  expect(text).not.toMatch(/`answers`/);
  expect(text).toMatch(/- accuracy: 0\.25\n/);
  expect(exportReadme(result, { files: [], withData: true })).toMatch(/It has texts of the data/);
});

test('the record of a run says how quiet the machine was, as far as it is known', () => {
  const load = (one?: NonNullable<typeof result.run.load>) =>
    Object.fromEntries(describeRun({ ...result, run: { ...result.run, ...(one && { load: one }) } }))['load'];
  expect(load()).toBe('not recorded');
  expect(load({ start: 1, end: 2 })).toBe('1.00 at the start, 2.00 at the end');
  expect(load({ start: 1, end: 2, others: 0.01, quiet: true })).toMatch(
    /others used 1\.0 % of the processors \(quiet\)$/,
  );
  expect(load({ start: 1, end: 2, others: 0.5, quiet: false })).toMatch(/not quiet/);
});
