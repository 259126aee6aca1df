import { Random } from '@lamella/core';
import type { Corpus, CorpusSource } from './pretraining-corpus.ts';
import { plainArithmetic } from './synthetic/plain-arithmetic.ts';
import { pythonFunction } from './synthetic/python-function.ts';
import { wordProblem } from './synthetic/word-problem.ts';

/** Kinds of text that a language model is pre-trained on. */
export const TEXT_KINDS = ['prose', 'arithmetic', 'python'] as const;
export type TextKind = (typeof TEXT_KINDS)[number];

/** How much there is of each kind. */
export interface TextMix {
  /** Of all texts together. */
  readonly characters: number;
  /** Relative to each other; they need not add up to 1. */
  readonly shares: Readonly<Record<TextKind, number>>;
}

/** The texts of one kind. */
export interface TextPart {
  readonly kind: TextKind;
  readonly texts: readonly string[];
  /** The origin of the texts. */
  readonly sources: readonly TextSource[];
}

/** An npm package that texts are taken from, or the generator that made them. */
export type TextSource = CorpusSource | Pick<CorpusSource, 'content' | 'texts' | 'characters'>;

/** Arithmetic: equations alone, and three times as often in word problems. */
const ARITHMETIC = [plainArithmetic, wordProblem, wordProblem, wordProblem];

/**
 * Mixes a corpus of prose with plain arithmetic and tiny Python functions that are made up by code, a part for each kind whose
 * share isn't 0. The prose is a seeded sample of the corpus in its order. The same seed gives the same texts.
 */
export function mixTexts(corpus: Corpus, { characters, shares }: TextMix, seed: number): TextPart[] {
  const whole = TEXT_KINDS.reduce((sum, kind) => sum + shares[kind], 0);
  return TEXT_KINDS.filter((kind) => shares[kind] > 0).map((kind) => {
    const wanted = (characters * shares[kind]) / whole;
    const random = Random.fork(seed, `texts/${kind}`);
    if (kind === 'prose')
      return { kind, texts: sampleTexts(corpus.texts, wanted, random), sources: corpus.sources };
    const makers = kind === 'python' ? [pythonFunction] : ARITHMETIC;
    const texts = generateTexts(() => random.pick(makers)(random), wanted);
    const content = kind === 'python' ? 'generated Python functions' : 'generated arithmetic';
    return { kind, texts, sources: [{ content, texts: texts.length, characters: countCharacters(texts) }] };
  });
}

/** Texts in their order, as many as have the wanted number of characters. */
function sampleTexts(texts: readonly string[], wanted: number, random: Random): string[] {
  const chosen = new Set<number>();
  let characters = 0;
  for (const index of random.shuffle([...texts.keys()])) {
    if (characters >= wanted) break;
    chosen.add(index);
    characters += texts[index]?.length ?? 0;
  }
  return texts.filter((_, index) => chosen.has(index));
}

function generateTexts(make: () => string, wanted: number): string[] {
  const texts: string[] = [];
  for (let characters = 0; characters < wanted;) {
    const text = make();
    texts.push(text);
    characters += text.length;
  }
  return texts;
}

function countCharacters(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}
