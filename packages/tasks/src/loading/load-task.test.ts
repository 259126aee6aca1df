import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTask } from './load-task.ts';

const PARQUET = {
  kind: 'hub',
  id: fileURLToPath(new URL('../../fixtures/parquet', import.meta.url)),
} as const;

describe('loadTask', () => {
  test("reads the hub's Parquet", async () => {
    const { info, splits } = await loadTask('cola', PARQUET);
    expect(info.title).toBe('CoLA');
    expect([splits.train.length, splits.dev.length]).toEqual([5, 1]);
  });

  test('the same rows have the same hash, from the hub or from a folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lamella-task-'));
    const header = 'index\tsentence1\tsentence2\tscore\n';
    mkdirSync(join(folder, 'STS-B'));
    writeFileSync(join(folder, 'STS-B/train.tsv'), `${header}0\tA dog runs.\tA cat sits.\t3.800\n`);
    writeFileSync(join(folder, 'STS-B/dev.tsv'), `${header}0\tA dog runs.\tA dog runs.\t5.000\n`);
    const fromFolder = await loadTask('stsb', { kind: 'folder', folder });
    expect(fromFolder).toEqual(await loadTask('stsb', PARQUET));
  });

  test('row limits take the first rows of every source, and change the hash', async () => {
    const limits = { trainRows: 2, devRows: 1 };
    const limited = await loadTask('cola', PARQUET, limits);
    expect(limited.splits.train.map(({ id }) => id)).toEqual([0, 1]);
    expect(limited.hash).not.toBe((await loadTask('cola', PARQUET)).hash);

    const whole = await loadTask('mnli', { kind: 'mini' });
    const part = await loadTask('mnli', { kind: 'mini' }, { trainRows: 7, devRows: 3 });
    expect(part.splits).toEqual({
      train: whole.splits.train.slice(0, 7),
      dev: whole.splits.dev.slice(0, 3),
      devMismatched: whole.splits.devMismatched?.slice(0, 3),
    });
  });

  test('an unknown task and a row limit that is no number of rows are errors', async () => {
    await expect(loadTask('wnli', { kind: 'mini' })).rejects.toThrow(
      'Unknown task "wnli". Did you mean "mnli"?',
    );
    for (const trainRows of [0, -1, 1.5, NaN]) {
      await expect(loadTask('rte', { kind: 'mini' }, { trainRows })).rejects.toThrow(
        `Expected \`trainRows\` to be a positive whole number, got ${trainRows}.`,
      );
    }
  });
});
