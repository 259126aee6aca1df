import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTableRows } from './load-table-rows.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-rows-'));
  writeFileSync(join(folder, 'a.csv'), 'a,b,stars\none,1st,5\ntwo,2nd,1\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  [{}, 'text-classification', [0, 0], []],
  [{ label: 'stars' }, 'text-classification', [1, 0], ['1', '5']],
  [{ label: 'stars' }, 'text-regression', [5, 1], []],
] as const)('rows with %j for %s', async (columns, task, labels, names) => {
  const data = { kind: 'table', train: join(folder, 'a.csv'), text: 'a', textPair: 'b', ...columns } as const;
  const { examples, labels: classes } = await loadTableRows(task, data);
  expect([...examples]).toEqual([
    { id: 0, text: 'one', pair: '1st', label: labels[0] },
    { id: 1, text: 'two', pair: '2nd', label: labels[1] },
  ]);
  expect(classes).toEqual(names);
  expect([...examples.first(1)]).toHaveLength(1);
});
