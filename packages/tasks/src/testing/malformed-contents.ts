import { bytes, type MalformedTable } from './malformed-table.ts';

export const encodings: readonly MalformedTable[] = [
  {
    what: 'UTF-16 with a mark',
    files: { 'train.csv': bytes('//50AGUAeAB0ACwAbABhAGIAZQBsAAoAYQAsADEACgA=') },
    data: { train: 'train.csv' },
    message:
      'Expected UTF-8 in train.csv, got UTF-16 (by its byte-order mark). Save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8.',
  },
  {
    what: 'UTF-16 with a mark, big end first',
    files: { 'train.csv': bytes('/v8AdABlAHgAdAAsAGwAYQBiAGUAbAAKAGEALAAxAAo=') },
    data: { train: 'train.csv' },
    message:
      'Expected UTF-8 in train.csv, got UTF-16 (by its byte-order mark). Save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8.',
  },
  {
    what: 'UTF-16 without a mark',
    files: {
      'train.csv': bytes(
        'dABlAHgAdAAsAGwAYQBiAGUAbAAKAGcAbwBvAGQAIABmAGkAbABtACwAMQAKAGIAYQBkACAAZgBpAGwAbQAsADIACgA=',
      ),
    },
    data: { train: 'train.csv' },
    message:
      'Expected text at train.csv:1, got a NUL byte. It is probably UTF-16: convert it with iconv -f UTF-16LE -t UTF-8.',
  },
  {
    what: 'Latin-1',
    files: { 'train.csv': bytes('dGV4dCxsYWJlbAphLDEKbmHvdmUsMgo=') },
    data: { train: 'train.csv' },
    message:
      'Expected UTF-8 at train.csv:3, got the byte 0xEF, which is none there. If the file is Latin-1 or Windows-1252, convert it: iconv -f WINDOWS-1252 -t UTF-8.',
  },
  {
    what: 'a character that is broken off',
    files: { 'train.csv': bytes('dGV4dCxsYWJlbAphLMM=') },
    data: { train: 'train.csv' },
    message:
      'Expected UTF-8 at train.csv:2, got the byte 0xC3, which is none there. If the file is Latin-1 or Windows-1252, convert it: iconv -f WINDOWS-1252 -t UTF-8.',
  },
  {
    what: 'a NUL',
    files: { 'train.csv': 'text,label\na,1\nb\u0000,2\n' },
    data: { train: 'train.csv' },
    message: 'Expected text at train.csv:3, got a NUL byte. It is no text, or it is damaged.',
  },
  {
    what: 'a picture',
    files: { 'train.csv': bytes('iVBORw0K') },
    data: { train: 'train.csv' },
    message:
      'Expected UTF-8 at train.csv:1, got the byte 0x89, which is none there. If the file is Latin-1 or Windows-1252, convert it: iconv -f WINDOWS-1252 -t UTF-8.',
  },
  {
    what: 'a gzip file under a plain name',
    files: { 'train.csv': bytes('H4sIAOTAgQ==') },
    data: { train: 'train.csv' },
    message: 'Expected text at train.csv:1, got a NUL byte. It is no text, or it is damaged.',
  },
];

export const columns: readonly MalformedTable[] = [
  {
    what: 'a typing error',
    files: { 'train.csv': 'txt,label\ntext 0,a\ntext 1,b\ntext 2,a\ntext 3,b\n' },
    data: { train: 'train.csv' },
    message: 'Unknown column of train.csv "text". Did you mean "txt"? Valid: txt, label.',
  },
  {
    what: 'another case',
    files: { 'train.csv': 'Text,label\ntext 0,a\ntext 1,b\ntext 2,a\ntext 3,b\n' },
    data: { train: 'train.csv' },
    message: 'Unknown column of train.csv "text". Did you mean "Text"? Valid: Text, label.',
  },
  {
    what: 'no second text',
    files: { 'train.csv': 'text,label\ntext 0,a\ntext 1,b\ntext 2,a\ntext 3,b\n' },
    data: { train: 'train.csv', textPair: 'reply' },
    message: 'Unknown column of train.csv "reply". Valid: text, label.',
  },
];

export const texts: readonly MalformedTable[] = [
  {
    what: 'an empty text',
    files: { 'train.csv': 'text,label\na,1\n,2\nc,1\nd,2\n' },
    data: { train: 'train.csv' },
    message: 'Expected a text that is not empty at train.csv:3, column "text", got an empty one.',
  },
  {
    what: 'a text of spaces',
    files: { 'train.csv': 'text,label\na,1\n"  ",2\nc,1\nd,2\n' },
    data: { train: 'train.csv' },
    message: 'Expected a text that is not empty at train.csv:3, column "text", got "  ".',
  },
  {
    what: 'an empty second text',
    files: { 'train.csv': 'text,reply,label\na,b,1\nc,,2\nd,e,1\nf,g,2\n' },
    data: { train: 'train.csv', textPair: 'reply' },
    message: 'Expected a text that is not empty at train.csv:3, column "reply", got an empty one.',
  },
];

export const labels: readonly MalformedTable[] = [
  {
    what: 'an empty label',
    files: { 'train.csv': 'text,label\na,1\nb,\n' },
    data: { train: 'train.csv' },
    message: 'Expected a class at train.csv:3, column "label", got an empty one.',
  },
  {
    what: 'one class',
    files: { 'train.csv': 'text,label\na,1\nb,1\n' },
    data: { train: 'train.csv' },
    message:
      'Expected at least two classes in column "label" of train.csv, got "1" in all 2 rows: there is nothing to tell apart.',
  },
  {
    what: 'a class with one row, where dev rows are split off',
    files: { 'train.csv': 'text,label\na,1\nb,2\nc,1\n' },
    data: { train: 'train.csv' },
    message:
      'Expected at least two rows of every class in train.csv to split dev rows off by class, got one of "2". Add rows of that class or leave it out, or name a file of dev rows in data.dev.',
  },
  {
    what: 'a class that is not listed',
    files: { 'train.csv': 'text,label\ntext 0,a\ntext 1,b\ntext 2,a\ntext 3,b\n' },
    data: { train: 'train.csv', labels: ['a', 'c'] },
    message: 'Expected one of the classes of data.labels (a, c) at train.csv:3, column "label", got "b".',
  },
  {
    what: 'a class listed twice',
    files: { 'train.csv': 'text,label\ntext 0,a\ntext 1,b\ntext 2,a\ntext 3,b\n' },
    data: { train: 'train.csv', labels: ['a', 'b', 'a'] },
    message: 'spec.yaml:1:149: Expected data.labels to be a list of different classes, got a list of 3.',
  },
  {
    what: 'a class of dev rows that no training row has',
    files: {
      'train.csv': 'text,label\ntext 0,a\ntext 1,b\ntext 2,a\ntext 3,b\n',
      'dev.csv': 'text,label\ne,a\nf,c\n',
    },
    data: { train: 'train.csv', dev: 'dev.csv' },
    message: 'Expected one of the classes of train.csv (a, b) at dev.csv:3, column "label", got "c".',
  },
  {
    what: 'a class of test rows that no training row has',
    files: {
      'train.csv': 'text,label\ntext 0,a\ntext 1,b\ntext 2,a\ntext 3,b\n',
      'test.csv': 'text,label\ne,A\n',
    },
    data: { train: 'train.csv', test: 'test.csv' },
    message: 'Expected one of the classes of train.csv (a, b) at test.csv:2, column "label", got "A".',
  },
  {
    what: 'F1 of three classes',
    files: { 'train.csv': 'text,label\na,1\nb,2\nc,3\n' },
    data: { train: 'train.csv', metric: 'f1' },
    message:
      'Expected two classes for data.metric f1, which is that of the second one, got 3. Take f1_macro or f1_weighted.',
  },
];

export const numbers: readonly MalformedTable[] = [
  {
    what: 'a word',
    files: { 'train.csv': 'text,label\na,1\nb,two\n' },
    data: { train: 'train.csv' },
    task: 'text-regression',
    message: 'Expected a finite number at train.csv:3, column "label", got "two".',
  },
  {
    what: 'a decimal comma',
    files: { 'train.csv': 'text,label\na,1\nb,"2,5"\n' },
    data: { train: 'train.csv' },
    task: 'text-regression',
    message: 'Expected a finite number at train.csv:3, column "label", got "2,5".',
  },
  {
    what: 'nothing',
    files: { 'train.csv': 'text,label\na,1\nb,\n' },
    data: { train: 'train.csv' },
    task: 'text-regression',
    message: 'Expected a finite number at train.csv:3, column "label", got an empty one.',
  },
  {
    what: 'not a number',
    files: { 'train.csv': 'text,label\na,1\nb,nan\n' },
    data: { train: 'train.csv' },
    task: 'text-regression',
    message: 'Expected a finite number at train.csv:3, column "label", got "nan".',
  },
  {
    what: 'infinity',
    files: { 'train.csv': 'text,label\na,1\nb,inf\n' },
    data: { train: 'train.csv' },
    task: 'text-regression',
    message: 'Expected a finite number at train.csv:3, column "label", got "inf".',
  },
  {
    what: 'one that 32 bits cannot hold',
    files: { 'train.csv': 'text,label\na,1\nb,1e39\n' },
    data: { train: 'train.csv' },
    task: 'text-regression',
    message: 'Expected a number below 3.4e38 at train.csv:3, column "label", got "1e39".',
  },
];

export const splits: readonly MalformedTable[] = [
  {
    what: 'one row',
    files: { 'train.csv': 'text,label\na,1\n' },
    data: { train: 'train.csv' },
    task: 'text-regression',
    message:
      'Expected at least two rows in train.csv to split dev rows off, got 1. Name a file of dev rows in data.dev.',
  },
  {
    what: 'first rows of one class',
    files: { 'train.csv': 'text,label\na,1\nb,1\nc,1\nd,2\ne,2\n' },
    data: { train: 'train.csv' },
    rows: 2,
    message:
      'Expected at least two classes among the 2 training rows, got "1" alone. Take more of them (rows.train), or mix the file.',
  },
  {
    what: 'dev rows without a row',
    files: { 'train.csv': 'text,label\ntext 0,a\ntext 1,b\ntext 2,a\ntext 3,b\n', 'dev.csv': 'text,label\n' },
    data: { train: 'train.csv', dev: 'dev.csv' },
    message: 'Expected at least one row in dev.csv, got none.',
  },
];

export const paths: readonly MalformedTable[] = [
  {
    what: 'no such file',
    files: {},
    data: { train: 'train.csv' },
    message: 'Expected a table at train.csv: no such file.',
  },
  {
    what: 'no such file of dev rows',
    files: { 'train.csv': 'text,label\ntext 0,a\ntext 1,b\ntext 2,a\ntext 3,b\n' },
    data: { train: 'train.csv', dev: 'dev.csv' },
    message: 'Expected a table at dev.csv: no such file.',
  },
  {
    what: 'a folder',
    files: { 'train.csv': { kind: 'folder' } },
    data: { train: 'train.csv' },
    message: 'Expected a table at train.csv, got a folder.',
  },
  {
    what: 'a pipe',
    files: { 'train.csv': { kind: 'pipe' } },
    data: { train: 'train.csv' },
    message: 'Expected a table at train.csv, got a pipe, a socket or a device.',
  },
  {
    what: 'another ending',
    files: { 'train.xlsx': 'PK' },
    data: { train: 'train.xlsx' },
    message:
      'Expected a table in train.xlsx with one of the endings .csv, .tsv, .json, .jsonl, .ndjson, .parquet, got .xlsx.',
  },
  {
    what: 'no ending',
    files: { train: 'text,label\ntext 0,a\ntext 1,b\ntext 2,a\ntext 3,b\n' },
    data: { train: 'train' },
    message:
      'Expected a table in train with one of the endings .csv, .tsv, .json, .jsonl, .ndjson, .parquet, got none.',
  },
];
