import type { MalformedTable } from './malformed-table.ts';

export const csv: readonly MalformedTable[] = [
  {
    what: 'an empty file',
    files: { 'train.csv': '' },
    data: { train: 'train.csv' },
    message: 'Expected a table at train.csv, got an empty file.',
  },
  {
    what: 'blank lines alone',
    files: { 'train.csv': '\n\n\n' },
    data: { train: 'train.csv' },
    message: 'Expected a header line in train.csv, got nothing but blank lines.',
  },
  {
    what: 'a header alone',
    files: { 'train.csv': 'text,label\n' },
    data: { train: 'train.csv' },
    message: 'Expected at least one row in train.csv, got none.',
  },
  {
    what: 'no header',
    files: { 'train.csv': 'good film,pos\nbad film,neg\n' },
    data: { train: 'train.csv' },
    message: 'Unknown column of train.csv "text". Valid: good film, pos.',
  },
  {
    what: 'a name twice in the header',
    files: { 'train.csv': 'text,label,text\na,1,b\n' },
    data: { train: 'train.csv' },
    message:
      'Expected different names of columns in the header of train.csv, got "text" more than once. Rename one of them.',
  },
  {
    what: 'a column without a name',
    files: { 'train.csv': ',text,label\n0,a,1\n' },
    data: { train: 'train.csv' },
    message:
      'Expected a name for every column in the header of train.csv, got none for column 1 of 3. Name it or leave it out (pandas writes one without a name for its index: to_csv(..., index=False)).',
  },
  {
    what: 'semicolons between values',
    files: { 'train.csv': 'text;label\na;1\n' },
    data: { train: 'train.csv' },
    message:
      'Unknown column of train.csv "text". Valid: text;label. Its only column has ";" in its name: save the file with commas (.csv) or tabs (.tsv) between columns.',
  },
  {
    what: 'tabs between values',
    files: { 'train.csv': 'text\tlabel\na\t1\n' },
    data: { train: 'train.csv' },
    message:
      'Unknown column of train.csv "text". Valid: text\tlabel. Its only column has "\\t" in its name: save the file with commas (.csv) or tabs (.tsv) between columns.',
  },
  {
    what: 'a row with one value more',
    files: { 'train.csv': 'text,label\na,1\nwell, no,2\n' },
    data: { train: 'train.csv' },
    message:
      'Expected 2 values (text, label) in the row at train.csv:3, got 3. A value with a comma in it needs quotes around it.',
  },
  {
    what: 'a row with one value less',
    files: { 'train.csv': 'text,label\na,1\nb\n' },
    data: { train: 'train.csv' },
    message:
      'Expected 2 values (text, label) in the row at train.csv:3, got 1. A value with a comma in it needs quotes around it.',
  },
  {
    what: 'a quote that is not closed',
    files: { 'train.csv': 'text,label\na,1\n"b,2\nc,1\n' },
    data: { train: 'train.csv' },
    message:
      'Expected a closing quote for the value that opens with one in the row at train.csv:3, got the end of the file.',
  },
  {
    what: 'text after a closing quote',
    files: { 'train.csv': 'text,label\n"a" b,1\n' },
    data: { train: 'train.csv' },
    message:
      'Expected the end of the value after its closing quote in the row at train.csv:2, got more text. A quote inside of a value is written twice: "".',
  },
  {
    what: 'a quote inside of a value',
    files: { 'train.csv': 'text,label\na "b" c,1\n' },
    data: { train: 'train.csv' },
    message:
      'Expected quotes around whole values in the row at train.csv:2, got one inside of a value. Put quotes around the value, and write those inside of it twice: "".',
  },
  {
    what: 'carriage returns alone as line ends',
    files: { 'train.csv': 'text,label\ra,1\rb,2\r' },
    data: { train: 'train.csv' },
    message:
      'Expected line feeds at the ends of lines in train.csv, got carriage returns alone. Save it with line ends of Unix or Windows.',
  },
];

export const tsv: readonly MalformedTable[] = [
  {
    what: 'a row with one value more',
    files: { 'train.tsv': 'text\tlabel\na\tb\t1\n' },
    data: { train: 'train.tsv' },
    message:
      'Expected 2 values (text, label) in the row at train.tsv:2, got 3. A value with a tab in it needs quotes around it.',
  },
  {
    what: 'a row with one value less',
    files: { 'train.tsv': 'text\tlabel\na\n' },
    data: { train: 'train.tsv' },
    message:
      'Expected 2 values (text, label) in the row at train.tsv:2, got 1. A value with a tab in it needs quotes around it.',
  },
  {
    what: 'a value over two lines',
    files: { 'train.tsv': 'text\tlabel\n"a\nb"\t1\n' },
    data: { train: 'train.tsv' },
    message:
      'Expected a row on one line at train.tsv:2, got a value that begins with a quote and ends some lines below. Save texts with line breaks as CSV or JSON Lines.',
  },
  {
    what: 'commas between values',
    files: { 'train.tsv': 'text,label\na,1\n' },
    data: { train: 'train.tsv' },
    message:
      'Unknown column of train.tsv "text". Valid: text,label. Its only column has "," in its name: save the file with commas (.csv) or tabs (.tsv) between columns.',
  },
];

export const jsonLines: readonly MalformedTable[] = [
  {
    what: 'a line that is no JSON',
    files: { 'train.jsonl': '{"text": "a", "label": "x"}\n{"text": "b", "label": }\n' },
    data: { train: 'train.jsonl' },
    message: 'Expected an object in JSON at train.jsonl:2:24: expected a value, got "}".',
  },
  {
    what: 'single quotes',
    files: { 'train.jsonl': "{'text': 'a', 'label': 'x'}\n" },
    data: { train: 'train.jsonl' },
    message: "Expected an object in JSON at train.jsonl:1:2: got \"'text': 'a\".",
  },
  {
    what: 'a comma behind the last key',
    files: { 'train.jsonl': '{"text": "a", "label": "x",}\n' },
    data: { train: 'train.jsonl' },
    message: 'Expected an object in JSON at train.jsonl:1:28: expected a key in quotes, got "}".',
  },
  {
    what: 'a value that JSON has not',
    files: { 'train.jsonl': '{"text": "a", "label": NaN}\n' },
    data: { train: 'train.jsonl' },
    message: 'Expected an object in JSON at train.jsonl:1:24: got "NaN}".',
  },
  {
    what: 'strings instead of objects',
    files: { 'train.jsonl': '"a"\n"b"\n' },
    data: { train: 'train.jsonl' },
    message: 'Expected an object with the columns as keys at train.jsonl:1, got "a".',
  },
  {
    what: 'lists instead of objects',
    files: { 'train.jsonl': '["a", "x"]\n' },
    data: { train: 'train.jsonl' },
    message: 'Expected an object with the columns as keys at train.jsonl:1, got ["a","x"].',
  },
  {
    what: 'one list over several lines',
    files: { 'train.jsonl': '[\n{"text": "a", "label": "x"}\n]\n' },
    data: { train: 'train.jsonl' },
    message:
      'Expected an object in JSON at train.jsonl:1:2: expected a value or "]", got the end of the text.',
  },
  {
    what: 'blank lines alone',
    files: { 'train.jsonl': '\n\n' },
    data: { train: 'train.jsonl' },
    message: 'Expected at least one row in train.jsonl, got none.',
  },
  {
    what: 'a key that no row has',
    files: { 'train.jsonl': '{"text": "a", "labels": "x"}\n' },
    data: { train: 'train.jsonl' },
    message: 'Unknown column of train.jsonl "label". Did you mean "labels"? Valid: text, labels.',
  },
  {
    what: 'a row without the key',
    files: { 'train.jsonl': '{"text": "a", "label": "x"}\n{"text": "b"}\n' },
    data: { train: 'train.jsonl' },
    message: 'Expected a class at train.jsonl:2, column "label", got none.',
  },
  {
    what: 'a number as text',
    files: {
      'train.jsonl':
        '{"text": 5, "label": "x"}\n{"text": "b", "label": "y"}\n{"text": "c", "label": "x"}\n{"text": "d", "label": "y"}\n',
    },
    data: { train: 'train.jsonl' },
    message: 'Expected a text at train.jsonl:1, column "text", got 5.',
  },
  {
    what: 'null as label',
    files: { 'train.jsonl': '{"text": "a", "label": null}\n' },
    data: { train: 'train.jsonl' },
    message: 'Expected a class at train.jsonl:1, column "label", got none.',
  },
  {
    what: 'a list as label',
    files: { 'train.jsonl': '{"text": "a", "label": ["x"]}\n' },
    data: { train: 'train.jsonl' },
    message: 'Expected a class at train.jsonl:1, column "label", got ["x"].',
  },
];

export const json: readonly MalformedTable[] = [
  {
    what: 'a list that is broken off',
    files: { 'train.json': '[{"text": "a", "label": "x"}' },
    data: { train: 'train.json' },
    message: 'Expected an object in JSON at train.json:1:29: expected "," or "]", got the end of the text.',
  },
  {
    what: 'numbers instead of objects',
    files: { 'train.json': '[1, 2]' },
    data: { train: 'train.json' },
    message: 'Expected an object with the columns as keys at train.json, row 1, got 1.',
  },
  {
    what: 'an empty list',
    files: { 'train.json': '[]' },
    data: { train: 'train.json' },
    message: 'Expected at least one row in train.json, got none.',
  },
  {
    what: 'an object around the list',
    files: { 'train.json': '{\n  "data": [{"text": "a", "label": "x"}]\n}\n' },
    data: { train: 'train.json' },
    message:
      'Expected an object in JSON at train.json:1:2: expected a key in quotes or "}", got the end of the text.',
  },
];

export const parquet: readonly MalformedTable[] = [
  {
    what: 'text under that name',
    files: { 'train.parquet': 'text,label\na,1\n' },
    data: { train: 'train.parquet' },
    message: 'Expected a whole Parquet file at train.parquet: parquet file invalid (footer != PAR1).',
  },
  {
    what: 'a file that is broken off',
    files: { 'train.parquet': { kind: 'parquet', share: 0.5 } },
    data: { train: 'train.parquet' },
    message: 'Expected a whole Parquet file at train.parquet: parquet file invalid (footer != PAR1).',
  },
  {
    what: 'a column that it has not',
    files: { 'train.parquet': { kind: 'parquet', share: 1 } },
    data: { train: 'train.parquet' },
    message: 'Unknown column of train.parquet "label". Valid: text, bytes, number.',
  },
];
