import { fillTables, joinTables, readTable } from './result-tables.ts';

const one = `**one**: a model

| method | N | rank | A | average | parameters |
| --- | --: | --: | --: | --: | --: |
| all | 8 | 8 | 1.0 | 1.0 | 10 |
| cka | 4 | 8 | 2.0 | 2.0 | 5 |

Scores.

| method | steps |
| --- | --: |
| all | 3 |
`;
const two = one.replaceAll('| 8 | 8 |', '| 8 | 16 |').replace('| A |', '| B |').replace('| 2.0 |', '| 3.0 |');

test('a place is filled with the table that is named, and filling again changes nothing', () => {
  const filled = fillTables('before\n<!-- table: one -->\nold\n<!-- end -->\nafter', () => one);
  expect(filled).toBe(`before
<!-- table: one -->

| method | N | rank | A | parameters |
| --- | --: | --: | --: | --: |
| all | 8 | 8 | 1.0 | 10 |
| cka | 4 | 8 | 2.0 | 5 |

<!-- end -->
after`);
  expect(fillTables(filled, () => one)).toBe(filled);
});

test('the second table of an experiment', () => {
  expect(fillTables('<!-- table: one#2 -->\n<!-- end -->', () => one)).toContain('| all | 3 |');
  expect(() => readTable(one, 2)).toThrow('Expected 3 tables, got fewer');
});

test('below a table of a partial experiment it says so', () => {
  const partial = one.replace('a model', 'a model on GLUE; partial: 3 of 24 trials are done');
  const text = '<!-- table: one -->\n<!-- end -->';
  expect(fillTables(text, () => partial)).toBe(
    fillTables(text, () => one).replace(
      '\n\n<!-- end',
      '\n\none is partial: 3 of 24 trials are done.\n\n<!-- end',
    ),
  );
});

test('tables of several experiments stand side by side, without shared columns that differ', () => {
  expect(joinTables([readTable(one), readTable(two)])).toEqual({
    header: ['method', 'N', 'A', 'parameters', 'B'],
    alignment: ['---', '--:', '--:', '--:', '--:'],
    rows: [
      ['all', '8', '1.0', '10', '1.0'],
      ['cka', '4', '2.0', '5', '3.0'],
    ],
  });
  const other = readTable(two.replace('| cka |', '| fim |'));
  expect(() => joinTables([readTable(one), other])).toThrow('Expected tables of the same methods');
});
