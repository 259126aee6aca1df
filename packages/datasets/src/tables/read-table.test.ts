import { listenToProgress } from '@lamella/core';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTable } from './read-table.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'lamella-tables-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
/** Rows with their places, without the folder. */
const read = async (name: string, content: string | Uint8Array, columns: readonly string[]) => {
  const table = await readTable(write(name, content), { columns });
  return Array.from({ length: table.numRows }, (_, row) => [
    table.where(row).replace(folder, '').slice(1),
    ...columns.map((column) => table.value(row, column)),
  ]);
};
const errorOf = async (name: string, content: string | Uint8Array, columns = ['text', 'label']) => {
  try {
    await read(name, content, columns);
    return 'none';
  } catch (error) {
    expect(error).toMatchObject({ name: 'UserError', exitCode: 2 });
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
};

test.each([
  [
    'plain.csv',
    'label,text\n1,a\n2,b\n',
    [
      ['plain.csv:2', 'a', '1'],
      ['plain.csv:3', 'b', '2'],
    ],
  ],
  ['without-last-line-end.csv', 'text,label\na,1', [['without-last-line-end.csv:2', 'a', '1']]],
  ['crlf.csv', 'text,label\r\na,1\r\n', [['crlf.csv:2', 'a', '1']]],
  [
    'quoted.csv',
    'text,label\r\n"a, ""b""\r\nc",1\r\n\r\n"d\ne",2\nf,3\n',
    [
      ['quoted.csv:2', 'a, "b"\r\nc', '1'],
      ['quoted.csv:5', 'd\ne', '2'],
      ['quoted.csv:7', 'f', '3'],
    ],
  ],
  ['mark.csv', '\uFEFFtext,label\na,1\n', [['mark.csv:2', 'a', '1']]],
  ['empty-values.csv', 'text,label\n,\n', [['empty-values.csv:2', '', '']]],
  [
    'wide.csv',
    'text,label\nn\u00e4h \u{1F600} \u65e5\u672c,1\n',
    [['wide.csv:2', 'n\u00e4h \u{1F600} \u65e5\u672c', '1']],
  ],
  [
    'tabs.TSV',
    'text\tlabel\na "b" c\t1\n"d ""e"""\t2\n',
    [
      ['tabs.TSV:2', 'a "b" c', '1'],
      ['tabs.TSV:3', 'd "e"', '2'],
    ],
  ],
  [
    'lines.jsonl',
    '\uFEFF{"text":"a","label":1}\n\n{"label":true,"text":"b","more":[1]}\r\n{"text":null}',
    [
      ['lines.jsonl:1', 'a', 1],
      ['lines.jsonl:3', 'b', true],
      ['lines.jsonl:4', null, undefined],
    ],
  ],
  [
    'list.json',
    '[{"text":"a","label":[{"role":"user"}]},\n{"text":"b","label":0.5}]',
    [
      ['list.json, row 1', 'a', [{ role: 'user' }]],
      ['list.json, row 2', 'b', 0.5],
    ],
  ],
  [
    'lines.json',
    '{"text":"a","label":"x"}\n{"text":"b","label":"y"}\n',
    [
      ['lines.json:1', 'a', 'x'],
      ['lines.json:2', 'b', 'y'],
    ],
  ],
])('%s', async (name, content, rows) => {
  expect(await read(name, content, ['text', 'label'])).toEqual(rows);
});

test('a row is a record of the wanted columns', async () => {
  const table = await readTable(write('record.csv', 'a,b,c\n1,2,3\n'), { columns: ['c', 'a', 'c'] });
  expect([table.columns, table.row(0)]).toEqual([['c', 'a'], { c: '3', a: '1' }]);
});

test('Parquet, row group by row group', async () => {
  const path = fileURLToPath(new URL('../../fixtures/row-groups.parquet', import.meta.url));
  const table = await readTable(path, { columns: ['text', 'number'] });
  expect([table.numRows, table.where(1)]).toEqual([5, `${path}, row 2`]);
  expect(Array.from({ length: 5 }, (_, row) => table.value(row, 'text'))).toEqual([
    ...['one', 'café', 'three', 'four', 'five'],
  ]);
  // A number that JavaScript can't hold exactly is text.
  expect([0, 2].map((row) => table.value(row, 'number'))).toEqual([1, '9007199254740993']);
});

test('rows that end anywhere in the pieces that are read', async () => {
  const text = (row: number): string => `${'\u00e4\u65e5\u{1F600}'.repeat(1 + (row % 7))}${row}`;
  const rows = Array.from({ length: 100_000 }, (_, row) => row);
  const csv = `text,label\n${rows.map((row) => `${text(row)},${row}\n`).join('')}`;
  const jsonLines = rows.map((row) => `${JSON.stringify({ text: text(row), label: row })}\n`).join('');
  const shares: number[] = [];
  const stop = listenToProgress(({ share }) => void shares.push(share));
  for (const [name, content] of [
    ['many.csv', csv],
    ['many.jsonl', jsonLines],
  ] as const) {
    const table = await readTable(write(name, content), { columns: ['text', 'label'] });
    expect(table.numRows).toBe(rows.length);
    expect(rows.filter((row) => table.value(row, 'text') !== text(row))).toEqual([]);
    expect(rows.filter((row) => Number(table.value(row, 'label')) !== row)).toEqual([]);
  }
  stop();
  expect(shares.length).toBeGreaterThan(4);
  expect(shares.at(-1)).toBe(1);
});

const latin1 = Buffer.concat([Buffer.from('text,label\na,1\nn'), Buffer.from([0xe4]), Buffer.from('h,2\n')]);

test.each([
  [
    'x.xlsx',
    'PK',
    'Expected a table in x.xlsx with one of the endings .csv, .tsv, .json, .jsonl, .ndjson, .parquet, got .xlsx.',
  ],
  ['empty.csv', '', 'Expected a table at empty.csv, got an empty file.'],
  ['blank.csv', '\n\n', 'Expected a header line in blank.csv, got nothing but blank lines.'],
  ['header.csv', 'text,label\n', 'Expected at least one row in header.csv, got none.'],
  ['blank.jsonl', '\n', 'Expected at least one row in blank.jsonl, got none.'],
  [
    'wide.csv',
    Buffer.from('\uFEFFtext,label\n', 'utf16le'),
    'Expected UTF-8 in wide.csv, got UTF-16 (by its byte-order mark). Save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8.',
  ],
  [
    'wide.jsonl',
    Buffer.from('{"text":"a","label":"bcdefghijklmnop"}\n', 'utf16le'),
    'Expected text at wide.jsonl:1, got a NUL byte. It is probably UTF-16: convert it with iconv -f UTF-16LE -t UTF-8.',
  ],
  [
    'latin1.csv',
    latin1,
    'Expected UTF-8 at latin1.csv:3, got the byte 0xE4, which is none there. If the file is Latin-1 or Windows-1252, convert it: iconv -f WINDOWS-1252 -t UTF-8.',
  ],
  [
    'cut.csv',
    Buffer.from('text,label\na,\u00e4').subarray(0, -1),
    'Expected UTF-8 at cut.csv:2, got the byte 0xC3, which is none there. If the file is Latin-1 or Windows-1252, convert it: iconv -f WINDOWS-1252 -t UTF-8.',
  ],
  [
    'nul.csv',
    'text,label\na,1\nb\0,2\n',
    'Expected text at nul.csv:3, got a NUL byte. It is no text, or it is damaged.',
  ],
  [
    'twice.csv',
    'text,label,text\na,1,b\n',
    'Expected different names of columns in the header of twice.csv, got "text" more than once. Rename one of them.',
  ],
  [
    'nameless.csv',
    ',text,label\n0,a,1\n',
    'Expected a name for every column in the header of nameless.csv, got none for column 1 of 3. Name it or leave it out (pandas writes one without a name for its index: to_csv(..., index=False)).',
  ],
  [
    'unknown.csv',
    'txt,label\na,1\n',
    'Unknown column of unknown.csv "text". Did you mean "txt"? Valid: txt, label.',
  ],
  [
    'semicolons.csv',
    'text;label\na;1\n',
    'Unknown column of semicolons.csv "text". Valid: text;label. Its only column has ";" in its name: save the file with commas (.csv) or tabs (.tsv) between columns.',
  ],
  [
    'more.csv',
    'text,label\na,1\nb,2,3\n',
    'Expected 2 values (text, label) in the row at more.csv:3, got 3. A value with a comma in it needs quotes around it.',
  ],
  [
    'fewer.tsv',
    'text\tlabel\n\na\n',
    'Expected 2 values (text, label) in the row at fewer.tsv:3, got 1. A value with a tab in it needs quotes around it.',
  ],
  [
    'open.csv',
    'text,label\na,1\n\n"b,2\nc,3\n',
    'Expected a closing quote for the value that opens with one in the row at open.csv:4, got the end of the file.',
  ],
  [
    'after.csv',
    'text,label\n"a" b,1\n',
    'Expected the end of the value after its closing quote in the row at after.csv:2, got more text. A quote inside of a value is written twice: "".',
  ],
  [
    'inside.csv',
    'text,label\na "b",1\n',
    'Expected quotes around whole values in the row at inside.csv:2, got one inside of a value. Put quotes around the value, and write those inside of it twice: "".',
  ],
  [
    'lines.tsv',
    'text\tlabel\n"a\t1\nb"\t2\n',
    'Expected a row on one line at lines.tsv:2, got a value that begins with a quote and ends some lines below. Save texts with line breaks as CSV or JSON Lines.',
  ],
  [
    'broken.jsonl',
    '{"text":"a","label":1}\n{"text":"b","label":}\n',
    'Expected an object in JSON at broken.jsonl:2:21: expected a value, got "}".',
  ],
  ['strings.jsonl', '"a"\n', 'Expected an object with the columns as keys at strings.jsonl:1, got "a".'],
  [
    'unknown.jsonl',
    '{"text":"a","labels":1}\n',
    'Unknown column of unknown.jsonl "label". Did you mean "labels"? Valid: text, labels.',
  ],
  [
    'list.jsonl',
    '[\n{"text":"a"}\n]\n',
    'Expected an object in JSON at list.jsonl:1:2: expected a value or "]", got the end of the text.',
  ],
  [
    'deep.jsonl',
    `{"text":"a","label":1}\n{"text":${'['.repeat(200_000)}${']'.repeat(200_000)},"label":1}\n`,
    'Expected texts or plain lists and objects at deep.jsonl:2, got a value too deep to be kept.',
  ],
  [
    'long-line.jsonl',
    `{"text":"${'x'.repeat(2 ** 26 + 2 ** 20)}`,
    'Expected a line of at most 67108864 bytes at long-line.jsonl:1, got more. Is it one value instead of one per line?',
  ],
  [
    'wide-rows.csv',
    `text,label${Array.from({ length: 60 }, (_, index) => `,c${index}`).join('')}\na,1\n`,
    `Expected 62 values (text, label, ${Array.from({ length: 38 }, (_, index) => `c${index}`).join(', ')}, and 22 more) in the row at wide-rows.csv:2, got 2. A value with a comma in it needs quotes around it.`,
  ],
  ['numbers.json', '[1]', 'Expected an object with the columns as keys at numbers.json, row 1, got 1.'],
  [
    'broken.json',
    '[{"text":"a"},\n{"text" "b"}]',
    'Expected an object in JSON at broken.json:2:9: expected ":", got "\\"b\\"}]".',
  ],
  [
    'no-list.json',
    '{\n"text": "a"\n}\n',
    'Expected an object in JSON at no-list.json:1:2: expected a key in quotes or "}", got the end of the text.',
  ],
  [
    'no.parquet',
    'PAR1 no PAR1',
    'Expected a whole Parquet file at no.parquet: parquet metadata length 544173600 exceeds available buffer 4.',
  ],
])('%s is refused', async (name, content, message) => {
  expect(await errorOf(name, content)).toBe(message);
});

test('a folder and a file that is not there are refused', async () => {
  mkdirSync(join(folder, 'folder.csv'));
  await expect(readTable(join(folder, 'folder.csv'), { columns: [] })).rejects.toThrow(/got a folder\.$/);
  await expect(readTable(join(folder, 'none.csv'), { columns: [] })).rejects.toThrow(/: no such file\.$/);
});

test('a table names all columns of its file, wanted or not', async () => {
  writeFileSync(join(folder, 'a.csv'), 'text,label\na,1\n');
  writeFileSync(join(folder, 'a.jsonl'), '{"text":"a"}\n{"label":1}\n');
  for (const name of ['a.csv', 'a.jsonl'])
    expect((await readTable(join(folder, name), { columns: [] })).available).toEqual(['text', 'label']);
});
