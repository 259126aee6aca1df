import { hashSplits } from './hash-splits.ts';

const RTE = 'rte';
const [FIRST, SECOND] = [
  { id: 0, text: 'a', pair: 'b', label: 1 },
  { id: 1, text: 'c', pair: 'd', label: 0 },
];

test('hashSplits covers task, texts, labels and which split a row is in', () => {
  const hashes = [
    hashSplits(RTE, { train: [FIRST, SECOND], dev: [] }),
    hashSplits('qnli', { train: [FIRST, SECOND], dev: [] }),
    hashSplits(RTE, { train: [SECOND, FIRST], dev: [] }),
    hashSplits(RTE, { train: [FIRST], dev: [SECOND] }),
    hashSplits(RTE, { train: [FIRST, { ...SECOND, label: 1 }], dev: [] }),
    hashSplits(RTE, { train: [FIRST, { ...SECOND, text: 'cd', pair: '' }], dev: [] }),
  ].map(({ hash }) => hash);
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
});

test('equal rows have equal hashes', () => {
  const copy = JSON.parse(JSON.stringify(FIRST)) as typeof FIRST;
  expect(hashSplits(RTE, { train: [copy], dev: [] })).toEqual(hashSplits(RTE, { train: [FIRST], dev: [] }));
});

test('the parts tell which split has changed', () => {
  const { parts } = hashSplits(RTE, { train: [FIRST, SECOND], dev: [FIRST] });
  expect(parts).toMatchObject({ 'rows of train': '2', 'rows of dev': '1' });
  const changed = hashSplits(RTE, { train: [FIRST, SECOND], dev: [SECOND] }).parts;
  expect(changed['train']).toBe(parts['train']);
  expect(changed['dev']).not.toBe(parts['dev']);
});
