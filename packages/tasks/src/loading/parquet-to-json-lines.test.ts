import { fileURLToPath } from 'node:url';
import { parquetToJsonLines } from './parquet-to-json-lines.ts';

const qnli = fileURLToPath(
  new URL('../../fixtures/parquet/qnli/validation-00000-of-00001.parquet', import.meta.url),
);

test('every row is a line, its whole numbers are plain ones, and files follow each other', async () => {
  const once = await parquetToJsonLines([qnli]);
  const rows = once
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    expect(Object.values(row).filter((value) => typeof value === 'string').length).toBeGreaterThan(0);
    expect(Object.values(row).some((value) => Number.isInteger(value))).toBe(true);
  }
  expect(await parquetToJsonLines([qnli, qnli])).toBe(once + once);
});
