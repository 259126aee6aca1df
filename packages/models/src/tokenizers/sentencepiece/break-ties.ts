import { isRecord } from '@lamella/files';
import type { TokenizerJson } from '../tokenizer-json.ts';

/** A token and the characters of the text that it stands for. */
export interface PlacedToken {
  readonly id: number;
  readonly offsets: readonly [number, number];
}

/** Finds texts that could be cut otherwise, by their ids alone, and cuts them as SentencePiece does. */
export interface TieBreaker {
  hasTies(ids: readonly number[]): boolean;
  cutTexts(tokens: readonly PlacedToken[]): readonly PlacedToken[];
}

/** SentencePiece's penalty of a character that is no piece: it scores the lowest score minus this. */
const UNKNOWN_PENALTY = 10;

interface Vocabulary {
  readonly ids: ReadonlyMap<string, number>;
  readonly texts: readonly string[];
  readonly scores: readonly number[];
  readonly unknownId: number;
  readonly unknownScore: number;
}

/**
 * Breaks ties between segmentations of a unigram model as SentencePiece does. Of "aaa" as "aa a" and "a aa", both have the same
 * score; which one wins is a matter of rounding: SentencePiece adds up the scores of a whole text in float32, the tokenizers' library
 * those of a word in float64. Words in which two neighbours could change places are cut anew, in float32
 * (`Model::EncodeOptimized` of SentencePiece's unigram_model.cc).
 *
 * @returns undefined for a model of another kind
 */
export function tieBreaker({ model, added_tokens: added }: TokenizerJson): TieBreaker | undefined {
  if (!isRecord(model) || model['type'] !== 'Unigram') return undefined;
  const vocabulary = readVocabulary(model);
  const { texts, scores, unknownId, unknownScore } = vocabulary;
  const whole = new Set((Array.isArray(added) ? (added as { id: number }[]) : []).map(({ id }) => id));
  const isWhole = (id: number): boolean => id !== unknownId && (whole.has(id) || id >= texts.length);
  const scoreOf = (id: number): number => (id === unknownId ? unknownScore : (scores[id] ?? 0));
  const isTied = (id: number, next: number | undefined): boolean => {
    if (next === undefined || id === next || isWhole(id) || isWhole(next)) return false;
    const [a, b] = [texts[id] ?? '', texts[next] ?? ''];
    return id !== unknownId && next !== unknownId && a + b === b + a;
  };
  const hasTies = (ids: readonly number[]): boolean => ids.some((id, i) => isTied(id, ids[i + 1]));
  return {
    hasTies,
    cutTexts: (tokens) => {
      let sum = 0;
      return wordsOf(tokens, { texts, isWhole }).flatMap((word) => {
        const ids = word.map(({ id }) => id);
        const cut = hasTies(ids) && !ids.includes(unknownId) ? cutAnew(word, sum, vocabulary) : word;
        for (const { id } of cut) sum = isWhole(id) ? 0 : Math.fround(sum + scoreOf(id));
        return cut;
      });
    },
  };
}

function readVocabulary(model: Readonly<Record<string, unknown>>): Vocabulary {
  const pieces = model['vocab'] as readonly (readonly [string, number])[];
  const scores = pieces.map(([, score]) => Math.fround(score));
  // Special pieces have no score of their own: 0.
  const lowest = scores.reduce((least, score) => Math.min(least, score), 0);
  return {
    ids: new Map(pieces.map(([text], id) => [text, id])),
    texts: pieces.map(([text]) => text),
    scores,
    unknownId: Number(model['unk_id']),
    unknownScore: Math.fround(lowest - UNKNOWN_PENALTY),
  };
}

/** Tokens by words: a piece with a space before it begins one, tokens that are found as a whole stand alone. */
function wordsOf(
  tokens: readonly PlacedToken[],
  { texts, isWhole }: { readonly texts: readonly string[]; isWhole(id: number): boolean },
): PlacedToken[][] {
  const words: PlacedToken[][] = [];
  let isAlone = true;
  for (const token of tokens) {
    const startsWord = isWhole(token.id) || (texts[token.id] ?? '').startsWith('▁');
    if (isAlone || startsWord) words.push([token]);
    else words.at(-1)?.push(token);
    isAlone = isWhole(token.id);
  }
  return words;
}

/** The best segmentation of a word after a text with a given score; of equal ones, the one whose last token begins first. */
function cutAnew(
  word: readonly PlacedToken[],
  sum: number,
  { ids, texts, scores }: Vocabulary,
): readonly PlacedToken[] {
  const text = [...word.map(({ id }) => texts[id] ?? '').join('')];
  const best: { score: number; begin: number; id: number }[] = [];
  for (let begin = 0; begin < text.length; begin++) {
    const before = begin === 0 ? sum : best[begin]?.score;
    if (before === undefined) continue;
    let piece = '';
    for (let end = begin + 1; end <= text.length; end++) {
      piece += text[end - 1] ?? '';
      const id = ids.get(piece);
      if (id === undefined) continue;
      const score = Math.fround((scores[id] ?? 0) + before);
      const known = best[end];
      if (known === undefined || score > known.score) best[end] = { score, begin, id };
    }
  }
  const cut: { id: number; begin: number; end: number }[] = [];
  for (let end = text.length; end > 0;) {
    const step = best[end];
    if (step === undefined) return word;
    cut.unshift({ id: step.id, begin: step.begin, end });
    end = step.begin;
  }
  return place(cut, word, text.length);
}

/** Places of characters, counted from the word's end: what stands for the space before it need not be there. */
function place(
  cut: readonly { readonly id: number; readonly begin: number; readonly end: number }[],
  word: readonly PlacedToken[],
  length: number,
): PlacedToken[] {
  const first = word[0]?.offsets[0] ?? 0;
  const last = word.at(-1)?.offsets[1] ?? 0;
  const at = (index: number): number => Math.max(first, last - (length - index));
  return cut.map(({ id, begin, end }) => ({ id, offsets: [begin === 0 ? first : at(begin), at(end)] }));
}
