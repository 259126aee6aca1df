import { GLUE_TASKS, taskInfo } from '../glue/tasks.ts';
import { hashSplits } from '../hash-splits.ts';
import { miniTask } from './mini-task.ts';

/** Whoever changes a text raises MINI_GLUE_VERSION and stores the new hashes. */
const HASHES = {} as Readonly<Record<string, string>>;

const ALL = GLUE_TASKS.map((name) => ({ name, info: taskInfo(name), splits: miniTask(name) }));

describe.each(ALL)('mini-glue $name', ({ name, info, splits }) => {
  const rows = Object.values(splits).flat();

  test('is the same everywhere', () => {
    expect(hashSplits(info, splits)).toBe(HASHES[name]);
  });

  test("has the shape of GLUE's task", () => {
    expect([splits.train.length, splits.dev.length]).toEqual([1500, 400]);
    expect(splits.devMismatched?.length).toBe(name === 'mnli' ? 400 : undefined);
    expect(splits.train.map(({ id }) => id)).toEqual(splits.train.map((_, index) => index));
    expect(rows.filter(({ pair }) => (pair !== undefined) !== info.isPair)).toEqual([]);
  });

  test('gives every label its share in every split', () => {
    const isEven = !['mrpc', 'qqp'].includes(name);
    for (const split of Object.values(splits)) {
      const counts = new Map<number, number>();
      for (const { label } of split) counts.set(label, (counts.get(label) ?? 0) + 1);
      const shares = [...counts.values()].map((count) => count / split.length);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThan(isEven ? 0.01 : 0.21);
      expect(counts.size).toBe(info.kind === 'regression' ? 9 : info.labels.length);
    }
  });

  test('has no row twice, in one split or in two', () => {
    const keys = rows.map(({ text, pair }) => JSON.stringify([text, pair]));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('is made of short, well-formed sentences', () => {
    const texts = rows.flatMap(({ text, pair = text }) => [text, pair]);
    const isWellFormed = (text: string): boolean =>
      /^[A-Z][A-Za-z]*(,? [A-Za-z]+)*[.?]$/.test(text) && text.split(' ').length <= 24;
    expect(texts.filter((text) => !isWellFormed(text))).toEqual([]);
  });
});
