import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TSV_COLUMNS } from './columns.ts';
import { readTsv } from './read-tsv.ts';
import { type GlueTask, taskInfo } from './tasks.ts';

const folder = mkdtempSync(join(tmpdir(), 'lamella-tsv-'));

function write(...lines: string[]): string {
  const path = join(folder, 'rows.tsv');
  writeFileSync(path, lines.join('\n'));
  return path;
}

function read(task: GlueTask, path: string, limit?: number): ReturnType<typeof readTsv> {
  return readTsv(path, { info: taskInfo(task), columns: TSV_COLUMNS[task], limit });
}

describe('readTsv', () => {
  test('takes a double quote for a character', () => {
    const path = write('sentence\tlabel', 'she said " no\t0', '"yes"\t1', '');
    expect(read('sst2', path)).toEqual([
      { id: 0, text: 'she said " no', label: 0 },
      { id: 1, text: '"yes"', label: 1 },
    ]);
  });

  test('reads CoLA, which has no header', () => {
    const path = write('ab12\t1\t\tThe dog ran.', 'ab12\t0\t*\tThe ran dog.');
    expect(read('cola', path)).toEqual([
      { id: 0, text: 'The dog ran.', label: 1 },
      { id: 1, text: 'The ran dog.', label: 0 },
    ]);
  });

  test('finds columns by their names in the header', () => {
    const path = write('label\tindex\tsentence\tquestion', 'not_entailment\t7\tAnn came.\tWho left?');
    expect(read('qnli', path)).toEqual([{ id: 0, text: 'Who left?', pair: 'Ann came.', label: 1 }]);
  });

  test("takes the gold label of MNLI's many", () => {
    const path = write(
      'sentence1\tsentence2\tlabel1\tlabel2\tgold_label',
      'a\tb\tneutral\tneutral\tcontradiction',
    );
    expect(read('mnli', path)).toEqual([{ id: 0, text: 'a', pair: 'b', label: 2 }]);
  });

  test('keeps spaces and other line separators of a text, and takes CRLF and a byte order mark', () => {
    const path = write('\uFEFFsentence\tlabel\r', ' one\u2028two \t1\r', '');
    expect(read('sst2', path)).toEqual([{ id: 0, text: ' one\u2028two ', label: 1 }]);
  });

  test('stops after the wanted rows', () => {
    const path = write('sentence\tlabel', 'a\t0', 'b\t1', 'c\tunknown');
    expect(read('sst2', path, 2).map(({ text }) => text)).toEqual(['a', 'b']);
  });

  test('a row of another number of columns is an error with file and line', () => {
    const path = write('sentence\tlabel', 'a\t0', 'b');
    expect(() => read('sst2', path)).toThrow(
      `Expected 2 tab-separated columns (sentence, label) at ${path}:3, got 1.`,
    );
    expect(() => read('cola', write('x\t1\t\ta', 'x\t0\t\tb\tc'))).toThrow(
      `Expected 4 tab-separated columns (source, label, author_mark, sentence) at ${path}:2, got 5.`,
    );
  });

  test("QQP's few rows that a line feed broke are left out, many are an error", () => {
    const header = 'id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate';
    const good = '0\t1\t2\tWho?\tWhich one?\t1';
    const broken = '0\t1\t2\t"Who';
    expect(read('qqp', write(header, good, broken, '"\tWhich?\t0', good))).toEqual([
      { id: 0, text: 'Who?', pair: 'Which one?', label: 1 },
      { id: 1, text: 'Who?', pair: 'Which one?', label: 1 },
    ]);
    expect(() => read('qqp', write(header, ...Array.from({ length: 51 }, () => broken)))).toThrow(
      /:52, got 4\.$/,
    );
  });

  test('a missing column, an unknown label and an empty file are errors', () => {
    const path = write('text\tlabel', 'a\t0');
    expect(() => read('sst2', path)).toThrow(
      `Expected a column "sentence" in the first line of ${path}, got text, label.`,
    );
    expect(() => read('sst2', write('sentence\tlabel', 'a\t2'))).toThrow(
      `Expected a SST-2 label (0, 1) at ${path}:2, got "2".`,
    );
    expect(() => read('sst2', write('sentence\tlabel'))).toThrow(
      `Expected at least one row in ${path}, got none.`,
    );
    expect(() => read('sst2', write(''))).toThrow(
      `Expected a column "sentence" in the first line of ${path}, got nothing.`,
    );
  });
});
