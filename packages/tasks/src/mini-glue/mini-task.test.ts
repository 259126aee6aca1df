import { GLUE_TASKS, taskInfo } from '../glue/tasks.ts';
import { hashSplits } from '../loading/hash-splits.ts';
import { miniTask } from './mini-task.ts';

/** Whoever changes a text raises MINI_GLUE_VERSION and stores the new hashes. */
const HASHES: Readonly<Record<string, string>> = {
  cola: '8fdb964aea0e992408a9145002d21cdc48f0e98ad2a0344fcb32d07477723e5c',
  sst2: 'a3cb659ed885386fb2b013f797863f591a9420193ec6b22ce02e0dc16eecd769',
  mrpc: '90529dcdd164c4d018702d717dd9a513549836fee79a102d25b245b05b8cd78f',
  stsb: 'cfb79453cf4ac35996c579000537303f5a7122e3a4bd955db864e77fcb0908d5',
  qqp: '2f61d234f479aa8e319c5880a35eaba6198c6b0fa295ee8975cd3f01fc04d77c',
  mnli: '4225a16635fe6a3d3ebd0188f89943c4dbe7b232f9aaaea0f68c4317e14ba5e1',
  qnli: '0c92d6352691977c6bbfa386ed4ddef0da15e5dd45b352645fc2fcb36196c67c',
  rte: 'f1e390c90b3fe3db7006f4fba94996c51fcb0c490bdabd44a257b3a4450bef9a',
};

const ALL = GLUE_TASKS.map((name) => ({ name, info: taskInfo(name), splits: miniTask(name) }));

describe.each(ALL)('mini-glue $name', ({ name, info, splits }) => {
  const rows = Object.values(splits).flat();

  test('is the same everywhere', () => {
    expect(hashSplits(info.name, { ...splits }).hash).toBe(HASHES[name]);
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
