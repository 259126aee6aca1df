import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFolder } from './read-folder.ts';
import { taskInfo } from './tasks.ts';

const MNLI_HEADER = 'sentence1\tsentence2\tgold_label\n';

function makeFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-glue-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

describe('readFolder', () => {
  test('reads MNLI with its mismatched set', () => {
    const folder = makeFolder({
      'MNLI/train.tsv': `${MNLI_HEADER}a\tb\tentailment\nc\td\tneutral\n`,
      'MNLI/dev_matched.tsv': `${MNLI_HEADER}e\tf\tneutral\n`,
      'MNLI/dev_mismatched.tsv': `${MNLI_HEADER}g\th\tcontradiction\n`,
    });
    expect(readFolder(taskInfo('mnli'), folder, { train: 1 })).toEqual({
      train: [{ id: 0, text: 'a', pair: 'b', label: 0 }],
      dev: [{ id: 0, text: 'e', pair: 'f', label: 1 }],
      devMismatched: [{ id: 0, text: 'g', pair: 'h', label: 2 }],
    });
  });

  test("MNLI's mismatched set may be absent", () => {
    const folder = makeFolder({
      'MNLI/train.tsv': `${MNLI_HEADER}a\tb\tentailment`,
      'MNLI/dev_matched.tsv': `${MNLI_HEADER}e\tf\tneutral`,
    });
    expect(Object.keys(readFolder(taskInfo('mnli'), folder))).toEqual(['train', 'dev']);
  });

  test('a missing file is an error that says what was looked for and what is there', () => {
    const folder = makeFolder({ 'SST-2/train.tsv': 'sentence\tlabel\na\t0', 'SST-2/test.tsv': '' });
    const expected = join(folder, 'SST-2', 'dev.tsv');
    expect(() => readFolder(taskInfo('sst2'), folder)).toThrow(
      `Expected the dev rows of SST-2 at ${expected} (GLUE's official layout): no such file; ` +
        `${join(folder, 'SST-2')} holds test.tsv, train.tsv.`,
    );
    expect(() => readFolder(taskInfo('rte'), folder)).toThrow(`${join(folder, 'RTE')} does not exist.`);
  });
});
