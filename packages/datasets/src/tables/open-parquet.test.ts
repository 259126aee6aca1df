import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openParquet, type ParquetReading } from './open-parquet.ts';

/** Written by pyarrow; see make-row-groups.py beside it. */
const path = fileURLToPath(new URL('../../fixtures/row-groups.parquet', import.meta.url));

async function read(reading?: ParquetReading) {
  const groups = [];
  for await (const group of (await openParquet(path)).read(reading)) groups.push(group);
  return groups;
}

test('rows come a row group at a time, and the columns and their number before any', async () => {
  const { columns, numRows } = await openParquet(path);
  expect([columns, numRows]).toEqual([['text', 'bytes', 'number'], 5]);
  const groups = await read({ columns: ['text'] });
  expect(groups.map(({ begin, rows }) => [begin, rows.map(({ text }) => text)])).toEqual([
    [0, ['one', 'café']],
    [2, ['three', 'four']],
    [4, ['five']],
  ]);
  expect(Object.keys(groups[0]?.rows[0] ?? {})).toEqual(['text']);
});

test.each([
  [0, []],
  [2, [2]],
  [3, [2, 1]],
  [9, [2, 2, 1]],
])('the first %d rows alone', async (limit, sizes) => {
  const groups = await read({ columns: ['text'], limit });
  expect(groups.map(({ rows }) => rows.length)).toEqual(sizes);
});

test('bytes are text only if they are asked for as text, and then have to be UTF-8', async () => {
  const [, second] = await read({ areBytesText: false });
  expect(second?.rows[0]).toEqual({
    text: 'three',
    bytes: Uint8Array.of(0xff, 0),
    number: 9_007_199_254_740_993n,
  });
  const [first] = await read({ columns: ['bytes'], limit: 2 });
  expect(first?.rows).toEqual([{ bytes: 'a' }, { bytes: 'b' }]);
  await expect(read()).rejects.toThrow(`Expected a whole Parquet file at ${path}, rows 3 to 4: `);
});

test('a column that is not there, and a file that is damaged, are errors', async () => {
  await expect(read({ columns: ['texts'] })).rejects.toThrow(
    `Unknown column of ${path} "texts". Did you mean "text"? Valid: text, bytes, number.`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'lamella-parquet-'));
  const half = join(folder, 'half.parquet');
  writeFileSync(half, readFileSync(path).subarray(0, 200));
  await expect(openParquet(half)).rejects.toThrow(`Expected a whole Parquet file at ${half}: `);
  rmSync(folder, { recursive: true });
});

test('row groups without rows, as some writers leave them, end nothing', async () => {
  const file = fileURLToPath(new URL('../../fixtures/empty-group.parquet', import.meta.url));
  const texts: unknown[] = [];
  for await (const { rows } of (await openParquet(file)).read()) texts.push(...rows.map(({ text }) => text));
  expect(texts).toEqual(['a', 'b', 'c', 'd']);
});
